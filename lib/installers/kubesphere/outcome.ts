/**
 * The outcome of install.sh by its log. Success needs exit status 0 and the banner after the last PLAY RECAP, since the
 * banner file of an earlier installation may have been printed before it.
 */
import { stripAnsi } from '@/lib/log/lines'
import type { Outcome } from '../installer'

/** Builds spell it differently: `successsful!`, `Succesful!`, `Successful`. */
const SUCCESS = /^ *succes{1,3}ful!* *$/im
const WELCOME = /Welcome to KubeSphere/i
const STORAGE_NOT_CONFIGURED = /Have you configured storage[^\n]{0,200}\(yes\/no\) ?(n|no) *$/im
const MENU_QUIT = /Please input an option: ?3 *$/im

/** @param log at least its end; may contain ANSI escapes and carriage returns */
export function parseOutcome(log: string, exitStatus: number): Outcome {
  const text = stripAnsi(log)
  if (exitStatus !== 0) return { result: 'failed', reason: 'exit-status' }
  const end = text.slice(Math.max(0, text.lastIndexOf('PLAY RECAP')))
  const console = parseBanner(end)
  if (console) return { result: 'succeeded', console }
  if (STORAGE_NOT_CONFIGURED.test(text)) return { result: 'failed', reason: 'storage-not-configured' }
  if (MENU_QUIT.test(text)) return { result: 'failed', reason: 'quit' }
  return { result: 'failed', reason: 'no-banner' }
}

/** The console's URL and account in the banner; undefined if the banner is incomplete. */
function parseBanner(text: string): { url: string; account: string; password: string } | undefined {
  if (!SUCCESS.test(text) || !WELCOME.test(text)) return undefined
  const url = lastValue(text, 'Console')
  const account = lastValue(text, 'Account')
  const password = lastValue(text, 'Password')
  return url && account && password && /^https?:\/\/\S+$/.test(url) ? { url, account, password } : undefined
}

function lastValue(text: string, name: string): string | undefined {
  return text
    .match(new RegExp(`^ *${name} ?[:：] *(\\S(?:.*\\S)?) *$`, 'gim'))
    ?.at(-1)
    ?.replace(/^[^:：]*[:：] */, '')
    .trim()
}

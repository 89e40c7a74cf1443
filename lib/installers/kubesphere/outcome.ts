/**
 * What the end of an install.sh log says. An exit status of 0 alone is not success: the banner is, and it counts only
 * behind the last PLAY RECAP, since a file of an earlier install may have been shown before.
 */
import { stripAnsi } from '@/lib/log/lines'
import type { Outcome } from '../installer'

/** Builds differ: `successsful!`, `Succesful!`, `Successful`. */
const SUCCESS = /^ *succes{1,3}ful!* *$/im
const WELCOME = /Welcome to KubeSphere/i
const STORAGE_NOT_CONFIGURED = /Have you configured storage[^\n]{0,200}\(yes\/no\) ?(n|no) *$/im
const MENU_QUIT = /Please input an option: ?3 *$/im

/** @param log its end at least; colours and carriage returns may be in it */
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

/** The console's address and account as the banner names them; undefined where the banner is not whole. */
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

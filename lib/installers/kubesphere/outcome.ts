/**
 * The outcome of install.sh by the end of its log. The scripts of 2.x exit with status 0 after a failure, and print
 * `successsful!` after each of their three playbooks, so neither proves anything. Only what follows the last PLAY RECAP
 * counts, since the banner of an earlier installation may have been printed before it. The messages of all
 * releases count in each: builds differ, and no message means something else in another release.
 */
import { stripAnsi } from '@/lib/log/lines'
import type { FailureReason, Outcome } from '../installer'
import { startupSeconds } from './startup-screen'

const WELCOME = /Welcome to KubeSphere/i

/** The installer's own words for its failures, the most specific first. They count with any exit status. */
const FAILURES: readonly { reason: FailureReason; pattern: RegExp }[] = [
  { reason: 'not-root', pattern: /^ *Please (?:install|upgrade) KubeSphere using the root user/im },
  { reason: 'apt-busy', pattern: /^ *Apt program is occupied/im },
  { reason: 'unsupported-change', pattern: /\bnonsupport\b/i },
  // Its arguments were wrong: `failed!,Parameter is wrong`.
  { reason: 'installer-failed', pattern: /^ *failed!(?: *$|,)/m },
  { reason: 'installer-failed', pattern: /^ *please refer to https?:\S{1,200}\/faq/im },
  { reason: 'storage-not-configured', pattern: answered('Have you configured storage', 'n|no') },
  { reason: 'quit', pattern: answered('Please ensure that your environment has met', 'no') },
  { reason: 'quit', pattern: /^ *Please reprepare the machines/im },
  { reason: 'quit', pattern: /^ *Please input an option:\s{0,3}3 *$/im },
]

/** @param log at least its end; may contain ANSI escapes and carriage returns */
export function parseOutcome(log: string, exitStatus: number): Outcome {
  const text = stripAnsi(log)
  const end = text.slice(Math.max(0, text.lastIndexOf('PLAY RECAP')))
  const failure = FAILURES.find(({ pattern }) => pattern.test(end))
  if (failure) return { result: 'failed', reason: failure.reason }
  if (exitStatus !== 0) return { result: 'failed', reason: 'exit-status' }
  const console = parseBanner(end)
  if (console) return { result: 'succeeded', console }
  return { result: 'failed', reason: startupSeconds(log) > 0 ? 'startup-timeout' : 'no-banner' }
}

/** A prompt with its answer, which the terminal echoes after it or on the next line. */
function answered(prompt: string, answer: string): RegExp {
  return new RegExp(`${prompt}[^\\n]{0,200}\\(yes/no\\)\\s{0,3}(?:${answer}) *$`, 'im')
}

/** The console's URL and account in the banner; undefined if the banner is incomplete. */
function parseBanner(text: string): { url: string; account: string; password: string } | undefined {
  if (!WELCOME.test(text)) return undefined
  const banner = text.slice(text.search(WELCOME))
  const url = lastValue(banner, 'Console')
  const account = lastValue(banner, 'Account')
  const password = lastValue(banner, 'Password')
  return url && account && password && /^https?:\/\/\S+$/.test(url) ? { url, account, password } : undefined
}

function lastValue(text: string, name: string): string | undefined {
  return text
    .match(new RegExp(`^ *${name} ?[:：] *(\\S(?:.*\\S)?) *$`, 'gim'))
    ?.at(-1)
    ?.replace(/^[^:：]*[:：] */, '')
    .trim()
}

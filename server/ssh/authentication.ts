/** Which ways of logging in are tried, in which order, and what the server's questions are answered with. */
import type { Login } from '@/lib/cluster/cluster'
import type { ReasonOf } from '@/lib/contract/failure'
import type { DialState } from './failure'

interface Prompt {
  prompt: string
  echo?: boolean
}
type Finish = (answers: string[]) => void

type Attempt<Key> =
  | { type: 'none'; username: string }
  | { type: 'publickey'; username: string; key: Key }
  | { type: 'password'; username: string; password: string }
  | {
      type: 'keyboard-interactive'
      username: string
      prompt: (
        name: string,
        instructions: string,
        language: string,
        prompts: Prompt[],
        finish: Finish,
      ) => void
    }

type NextAttempt<Key> = (
  left: readonly string[] | null,
  partialSuccess: boolean | null,
) => Attempt<Key> | false

/**
 * First nothing, which tells what the server offers; then the key; then the password, by questions only where the
 * server does not take it outright (a second refusal of the same password may lock the account).
 * `giveUp` ends the connection for a reason that no further attempt can change.
 */
export function loginAttempts<Key>(
  login: Login,
  key: Key | undefined,
  state: DialState,
  giveUp: (reason: ReasonOf<'auth'>) => void,
): NextAttempt<Key> {
  const { user: username, password } = login
  const attempts: Attempt<Key>[] = [{ type: 'none', username }]
  if (key !== undefined) attempts.push({ type: 'publickey', username, key })
  if (password !== undefined) {
    attempts.push({ type: 'password', username, password })
    attempts.push({ type: 'keyboard-interactive', username, prompt: answers(password, giveUp) })
  }
  let passwordRefused = false
  let last: string | undefined
  return (left, partialSuccess) => {
    if (left) state.offered = left
    if (last === 'password' && !partialSuccess) passwordRefused = true
    const offered = (attempt: Attempt<Key>) => !left || left.includes(attempt.type)
    const sensible = (attempt: Attempt<Key>) => !(attempt.type === 'keyboard-interactive' && passwordRefused)
    const index = attempts.findIndex((attempt) => offered(attempt) && sensible(attempt))
    const next = index < 0 ? undefined : attempts.splice(index, 1)[0]
    last = next?.type
    return next ?? false
  }
}

/** The first hidden question is the password's. A second one (a new password, a code) is not ours to guess at. */
function answers(password: string, giveUp: (reason: ReasonOf<'auth'>) => void) {
  let answered = false
  return (_name: string, _instructions: string, _language: string, prompts: Prompt[], finish: Finish) => {
    if (answered || prompts.length !== 1 || prompts[0]?.echo) return giveUp('questions')
    answered = true
    finish([password])
  }
}

/** The order of authentication methods, and the responses to keyboard-interactive prompts. */
import type { Login } from '@/lib/cluster/cluster'
import type { MachineFailureReason } from '@/lib/network/machine-failure'
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
  remainingMethods: readonly string[] | null,
  partialSuccess: boolean | null,
) => Attempt<Key> | false

/**
 * Tries `none` first, which reveals the methods that the server offers, then the key, then the password. The password
 * is sent by keyboard-interactive only if the server does not accept the `password` method: a second rejection of it
 * may lock the account. `giveUp` ends the connection for a reason that no further attempt can change.
 */
export function loginAttempts<Key>(
  login: Login,
  key: Key | undefined,
  state: DialState,
  giveUp: (reason: MachineFailureReason<'auth'>) => void,
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
  return (remainingMethods, partialSuccess) => {
    if (remainingMethods) state.offered = remainingMethods
    if (last === 'password' && !partialSuccess) passwordRefused = true
    const offered = (attempt: Attempt<Key>) => !remainingMethods || remainingMethods.includes(attempt.type)
    const allowed = (attempt: Attempt<Key>) => !(attempt.type === 'keyboard-interactive' && passwordRefused)
    const index = attempts.findIndex((attempt) => offered(attempt) && allowed(attempt))
    const next = index < 0 ? undefined : attempts.splice(index, 1)[0]
    last = next?.type
    return next ?? false
  }
}

/** Answers the first hidden prompt with the password. A second prompt (a new password, a code) cannot be answered. */
function answers(password: string, giveUp: (reason: MachineFailureReason<'auth'>) => void) {
  let answered = false
  return (_name: string, _instructions: string, _language: string, prompts: Prompt[], finish: Finish) => {
    if (answered || prompts.length !== 1 || prompts[0]?.echo) return giveUp('questions')
    answered = true
    finish([password])
  }
}

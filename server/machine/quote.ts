/** Quoting for POSIX sh. */
import { RequestFailure } from '../request-failure'

const PLAIN = /^[A-Za-z0-9_@%+:,./-]+$/

/** One argument of a command, whatever it holds. Throws `bad-request` where it holds NUL, which no argument can carry. */
export function quote(argument: string): string {
  if (argument.includes('\0')) throw new RequestFailure('bad-request', { path: 'NUL' })
  return PLAIN.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}

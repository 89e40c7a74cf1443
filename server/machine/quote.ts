/** Quoting for POSIX sh. */
import { RequestFailure } from '../request-failure'

const PLAIN = /^[A-Za-z0-9_@%+:,./-]+$/

/** Quotes one argument of a command. Throws `bad-request` if it contains NUL, which no argument can contain. */
export function quote(argument: string): string {
  if (argument.includes('\0')) throw new RequestFailure('bad-request', { path: 'NUL' })
  return PLAIN.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}

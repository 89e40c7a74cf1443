/** Quoting for POSIX sh. */

const PLAIN = /^[A-Za-z0-9_@%+:,./-]+$/

/** One argument of a command, whatever it holds. Throws where it holds NUL, which no argument can carry. */
export function quote(argument: string): string {
  if (argument.includes('\0')) throw new TypeError('An argument cannot hold NUL')
  return PLAIN.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}

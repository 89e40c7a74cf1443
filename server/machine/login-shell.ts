/**
 * What sshd hands to a user's login shell, which may be anything: sh, csh, fish. The command travels in single quotes
 * as words without a quote, `!`, backslash or newline (the only characters that mean something there to one of them),
 * and /bin/sh puts it together again.
 */

const UNPLAIN = /[^ -~]|['!\\]/g
/** Old csh refuses words of a thousand characters. One that is not plain takes five, and is never cut in two. */
const WORDS = /(?:\\0\d{3}|[^\\]){1,190}/g

/** A command of POSIX sh as a command of any shell. It becomes the shell's process: same id, same session. */
export function wrapForLoginShell(command: string): string {
  const escaped = Buffer.from(command).toString('latin1').replaceAll(UNPLAIN, octal)
  const words = (escaped.match(WORDS) ?? []).map((word) => `'${word}'`).join(' ')
  return `exec /bin/sh -c 'eval "set --;$(printf %b "$@")"' sh ${words}`
}

const octal = (byte: string): string => `\\0${byte.charCodeAt(0).toString(8).padStart(3, '0')}`

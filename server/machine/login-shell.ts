/**
 * Wraps commands for a user's login shell, which may be sh, csh or fish. The command is passed in single quotes, as
 * words without quotes, `!`, backslashes or newlines: the only characters that one of these shells interprets there.
 * /bin/sh reassembles the words.
 */

const SPECIAL_CHARACTERS = /[^ -~]|['!\\]/g
/** Old csh rejects words of 1,000 characters. An escaped character takes five and is never split. */
const CHUNKS = /(?:\\0\d{3}|[^\\]){1,190}/g

/** Turns a POSIX sh command into one for any login shell. It replaces the shell's process: same pid, same session. */
export function wrapForLoginShell(command: string): string {
  const escaped = Buffer.from(command).toString('latin1').replaceAll(SPECIAL_CHARACTERS, octal)
  const chunks = (escaped.match(CHUNKS) ?? []).map((chunk) => `'${chunk}'`).join(' ')
  return `exec /bin/sh -c 'eval "set --;$(printf %b "$@")"' sh ${chunks}`
}

const octal = (byte: string): string => `\\0${byte.charCodeAt(0).toString(8).padStart(3, '0')}`

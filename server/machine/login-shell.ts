/**
 * What sshd hands to a user's login shell, which may be anything: sh, csh, fish. The command travels in single quotes
 * as words without a quote, `!`, backslash or newline (the only characters that mean something there to one of them),
 * and /bin/sh puts it together again.
 */

/** Old csh refuses words of a thousand characters. */
const WORD_LENGTH = 480
const PLAIN_BYTE = (byte: number) =>
  byte >= 0x20 && byte < 0x7f && !"'!\\".includes(String.fromCharCode(byte))

/** A command of POSIX sh as a command of any shell. It becomes the shell's process: same id, same session. */
export function forAnyShell(command: string): string {
  const words = [...pieces(command)].map((word) => `'${word}'`).join(' ')
  return `exec /bin/sh -c 'eval "set --;$(printf %b "$@")"' sh ${words}`
}

function* pieces(command: string): Generator<string> {
  let word = ''
  for (const byte of Buffer.from(command)) {
    word += PLAIN_BYTE(byte) ? String.fromCharCode(byte) : `\\0${byte.toString(8).padStart(3, '0')}`
    if (word.length < WORD_LENGTH) continue
    yield word
    word = ''
  }
  yield word
}

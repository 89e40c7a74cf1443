/** Masks passwords in lines of foreign files, before they are shown. */

export const MASK = '•••'

/** Longer lines are cut: a page lists many of them. */
const MAX_LENGTH = 300

/**
 * The name of a secret and its separator. Everything after it is masked: where its value ends is uncertain in a line that
 * was not understood.
 */
const SECRET =
  /(pass(?:word|wd|phrase)?|passwd|pwd|secret|token|credential|_key_content|privateKey|密码|口令)([\w-]*["']?\s*(?:[=:：]|\bis\b|是)\s*)\S.*$/isu
/** `sshpass -p PASSWORD` and `https://user:PASSWORD@host`. */
const SSHPASS = /(\bsshpass\s+-p\s*)\S.*$/isu
const URL_CREDENTIALS = /(:\/\/[^\s:/@]+:)[^\s@]+@/gu

/** The line without secrets, on one line. */
export function maskLine(line: string): string {
  const masked = line
    .trim()
    .slice(0, MAX_LENGTH)
    .replace(SSHPASS, `$1${MASK}`)
    .replace(URL_CREDENTIALS, `$1${MASK}@`)
    .replace(SECRET, (all, name: string, separator: string) =>
      // A path of a private key is no secret.
      /^privateKey$/i.test(name) && /^(?:Path|_file|File)/.test(separator)
        ? all
        : `${name}${separator}${MASK}`,
    )
  return masked
}

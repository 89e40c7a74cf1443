/** Prepares the output of a host for display: redacts secrets, replaces control characters, limits the length. */
import { MASK } from '@/lib/secrets/mask-file'

export const MAX_SECTION_CHARACTERS = 8_000

export interface SanitizedText {
  text: string
  truncated: boolean
}

/** Password in a URL such as `http://user:password@proxy`. */
const URL_PASSWORD = /(\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g
/** A value whose key names a secret, such as `"auth": "…"` of a registry. */
const NAMED_SECRET = /((?:password|passwd|secret|token|auth|api_?key)["']?\s*[:=]\s*["']?)[^\s"',;]+/gi
// Escape sequences would be executed when the text is pasted into a terminal.
const CONTROL_CHARACTERS = /[^\P{C}\n\t]/gu

/** Redacts before it truncates, so no part of a secret remains. @param secrets values to redact */
export function sanitize(text: string, secrets: readonly string[]): SanitizedText {
  const truncated = text.length > MAX_SECTION_CHARACTERS
  const withoutSecrets = secrets.reduce((rest, secret) => rest.replaceAll(secret, MASK), text)
  const sanitized = withoutSecrets
    .replace(URL_PASSWORD, `$1${MASK}`)
    .replace(NAMED_SECRET, `$1${MASK}`)
    .replace(CONTROL_CHARACTERS, '�')
  return { text: sanitized.slice(0, MAX_SECTION_CHARACTERS), truncated }
}

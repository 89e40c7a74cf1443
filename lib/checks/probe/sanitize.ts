/** What a host printed, as a page may show it: no secret, nothing that is no text, and not more than one can read. */
import { MASK } from '@/lib/installers/mask'

export const MAX_SECTION_CHARACTERS = 8_000

export interface SanitizedText {
  text: string
  cut: boolean
}

/** `user:password@` in an address, as proxies and registries are written. */
const URL_PASSWORD = /(\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g
/** A value that its own name calls a secret, such as `"auth": "…"` of a registry. */
const NAMED_SECRET = /((?:password|passwd|secret|token|auth|api_?key)["']?\s*[:=]\s*["']?)[^\s"',;]+/gi
// Escapes could move the cursor or colour the page's copy on a terminal.
const CONTROL_CHARACTERS = /[^\P{C}\n\t]/gu

/** @param secrets what must not be seen, wherever it stands */
export function sanitize(text: string, secrets: readonly string[]): SanitizedText {
  const cut = text.length > MAX_SECTION_CHARACTERS
  const hidden = secrets.reduce((rest, secret) => rest.replaceAll(secret, MASK), text)
  const shown = hidden
    .replace(URL_PASSWORD, `$1${MASK}`)
    .replace(NAMED_SECRET, `$1${MASK}`)
    .replace(CONTROL_CHARACTERS, '�')
  return { text: shown.slice(0, MAX_SECTION_CHARACTERS), cut }
}

/** What a host printed, as a page may show it: no secret, nothing that is no text, and not more than one can read. */
import { MASK } from '@/lib/installers/mask'

export const SECTION_CHARACTERS = 8_000

export interface ShownText {
  text: string
  cut: boolean
}

/** `user:password@` in an address, as proxies and registries are written. */
const IN_ADDRESS = /(\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g
/** A value that its own name calls a secret, such as `"auth": "…"` of a registry. */
const BY_NAME = /((?:password|passwd|secret|token|auth|api_?key)["']?\s*[:=]\s*["']?)[^\s"',;]+/gi
// Escapes could move the cursor or colour the page's copy on a terminal.
const NO_TEXT = /[^\P{C}\n\t]/gu

/** @param secrets what must not be seen, wherever it stands */
export function shownText(text: string, secrets: readonly string[]): ShownText {
  const cut = text.length > SECTION_CHARACTERS
  const hidden = secrets.reduce((rest, secret) => rest.replaceAll(secret, MASK), text)
  const shown = hidden.replace(IN_ADDRESS, `$1${MASK}`).replace(BY_NAME, `$1${MASK}`).replace(NO_TEXT, '�')
  return { text: shown.slice(0, SECTION_CHARACTERS), cut }
}

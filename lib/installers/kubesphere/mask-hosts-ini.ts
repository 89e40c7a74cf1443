/** Masks the passwords of an inventory that somebody else wrote, for showing it; never throws, in doubt hides more. */
import type { Span } from '../installer'
import { maskSpans } from '../mask'

/** Every name that Ansible takes a password under (`ansible_ssh_pass`, `ansible_become_password`, …). */
const PASSWORD = /\bansible_\w{0,20}?pass(?:word)?\s*=\s*/g

export function maskHostsIni(text: string): string {
  const secrets: Span[] = []
  for (const found of text.matchAll(PASSWORD)) {
    const start = found.index + found[0].length
    secrets.push({ start, end: endOfWord(text, start) })
  }
  return maskSpans(text, secrets)
}

/** The end of a shell word: white space outside of quotes, or the line's end. */
function endOfWord(text: string, start: number): number {
  let quote = ''
  let at = start
  for (; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (character === '\n' || character === '\r') break
    if (quote) {
      if (character === quote) quote = ''
      else if (character === '\\' && quote === '"') at += 1
    } else if (/\s/.test(character)) break
    else if (character === "'" || character === '"') quote = character
    else if (character === '\\') at += 1
  }
  return Math.min(at, text.length)
}

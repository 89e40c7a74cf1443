/** Letters of common scripts are not escaped. Other non-ASCII characters are, since not every parser accepts them. */
const VISIBLE = /^[\x20-\x7e\u00c0-\u024f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]*$/

/** Whether a text needs no escapes. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text)
}

/**
 * A text in double quotes, which PyYAML (YAML 1.1, used by Ansible) and js-yaml (1.2) parse identically. JSON escapes are
 * valid YAML, except for characters beyond 16 bits.
 */
export function doubleQuoted(text: string): string {
  return Array.from(JSON.stringify(text), (character) =>
    VISIBLE.test(character) ? character : escaped(character.codePointAt(0) ?? 0),
  ).join('')
}

function escaped(code: number): string {
  const digits = code.toString(16)
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
}

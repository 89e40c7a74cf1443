/**
 * Splits a line like Python's `shlex.split(line, comments=True)`, which Ansible applies to host lines
 * (plugins/inventory/ini.py). `#` starts a comment even inside a word. Undefined if a quote or a backslash is unterminated.
 */
export function splitShellWords(line: string): string[] | undefined {
  const found: string[] = []
  let word: string | undefined
  let at = 0
  for (; at < line.length; at += 1) {
    const character = line[at] ?? ''
    if (character === '#') break
    if (/[ \t\r\n]/.test(character)) {
      if (word !== undefined) found.push(word)
      word = undefined
    } else if (character === '\\') {
      at += 1
      if (at === line.length) return undefined
      word = (word ?? '') + line[at]
    } else if (character === "'" || character === '"') {
      const quoted = parseQuoted(line, at)
      if (!quoted) return undefined
      word = (word ?? '') + quoted.text
      at = quoted.end
    } else word = (word ?? '') + character
  }
  return word === undefined ? found : [...found, word]
}

/** The text between the quote at `start` and its closing quote at `end`. Backslash escapes only within double quotes. */
function parseQuoted(line: string, start: number): { text: string; end: number } | undefined {
  const quote = line[start]
  let text = ''
  for (let at = start + 1; at < line.length; at += 1) {
    const character = line[at] ?? ''
    if (character === quote) return { text, end: at }
    const next = line[at + 1] ?? ''
    if (quote === '"' && character === '\\' && (next === '\\' || next === '"')) {
      text += next
      at += 1
    } else text += character
  }
  return undefined
}

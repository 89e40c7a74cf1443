/**
 * Splits a line like Python's `shlex.split(line, comments=True)`, which Ansible applies to host lines
 * (plugins/inventory/ini.py). `#` starts a comment even inside a word.
 */

export interface ShellWords {
  words: string[]
  /**
   * What ends the words: the end of the line, a comment, a comment in the middle of the last word (`cut`), or a quote or
   * a backslash that is not terminated, whose word is omitted (`quote`).
   */
  end: 'line' | 'comment' | 'cut' | 'quote'
}

export function readShellWords(line: string): ShellWords {
  const words: string[] = []
  let word: string | undefined
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? ''
    if (character === '#')
      return word === undefined ? { words, end: 'comment' } : { words: [...words, word], end: 'cut' }
    if (/[ \t\r\n]/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (character === '\\') {
      at += 1
      if (at === line.length) return { words, end: 'quote' }
      word = (word ?? '') + line[at]
    } else if (character === "'" || character === '"') {
      const quoted = parseQuoted(line, at)
      if (!quoted) return { words, end: 'quote' }
      word = (word ?? '') + quoted.text
      at = quoted.end
    } else word = (word ?? '') + character
  }
  return { words: word === undefined ? words : [...words, word], end: 'line' }
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

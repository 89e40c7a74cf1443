/** Masks the passwords of an inventory that somebody else wrote, for showing it; never throws, in doubt hides more. */
import type { TextRange } from '../installer'
import { maskRanges } from '../mask'

/** Every name that Ansible takes a password under (`ansible_ssh_pass`, `ansible_become_password`, …), and the like. */
const SECRET_ASSIGNMENT = /\b\w{0,40}(?:pass|secret|token)\w{0,20}[ \t]*=[ \t]*/gi

/** `[group:vars]`, also where it stands in a comment: a value there runs to the end of its line. */
const SECTION_HEADER = /^[ \t;#]*\[[^\]\s]+?(:vars)?\]/
const LINE = /[^\r\n]+/g

export function maskHostsIni(text: string): string {
  const secrets: TextRange[] = []
  let vars = false
  for (const { 0: line, index } of text.matchAll(LINE)) {
    const section = SECTION_HEADER.exec(line)
    if (section) vars = section[1] !== undefined
    for (const found of line.matchAll(SECRET_ASSIGNMENT)) {
      const start = found.index + found[0].length
      secrets.push({ start: index + start, end: index + (vars ? line.length : shellWordEnd(line, start)) })
    }
  }
  return maskRanges(text, secrets)
}

/** The end of a shell word: white space outside of quotes, or the line's end. */
function shellWordEnd(line: string, start: number): number {
  let quote = ''
  let at = start
  for (; at < line.length; at += 1) {
    const character = line[at] ?? ''
    if (character === '\\' && quote !== "'") at += 1
    else if (quote) quote = character === quote ? '' : quote
    else if (character === "'" || character === '"') quote = character
    else if (/\s/.test(character)) break
  }
  return Math.min(at, line.length)
}

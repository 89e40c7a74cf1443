/** Masks the secrets of any inventory, for display. Never throws. Masks too much rather than too little. */

import { maskRanges } from '@/lib/secrets/mask-file'
import type { TextRange } from '../installer'

/** All password variables of Ansible (`ansible_ssh_pass`, `ansible_become_password`, …), and similar names. */
const SECRET_ASSIGNMENT = /\b\w{0,40}(?:pass|secret|token)\w{0,20}[ \t]*=[ \t]*/gi

/** `[group:vars]`, also in a comment. Values in it extend to the end of the line. */
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

/** The offset of the end of a shell word: white space outside of quotes, or the end of the line. */
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

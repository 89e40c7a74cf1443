/** Restores characters that a copy replaced: no-break spaces, entities, quotes, colours without their escape character. */

import { findAnchor } from './anchors'

export type Spelling = (line: string) => string

/** Replaces one kind of character, and tells whether the log needs it. */
interface Rule {
  found: RegExp
  replace: Spelling
}

const BLANKS = /[\u00a0\u2007\u202f]/g
const INVISIBLE = /[\u200b\u2060\ufeff]/g
const COLOUR = /(?:\^\[|\\u001b|\\x1b|\\033|\\e|\u241b|\ufffd)?\[(?:\d{1,3}(?:;\d{1,3}){0,4})?m/g
const ENTITY = /&(?:gt|lt|amp|quot|nbsp|#39|#x27|#34);/g
const ENTITIES: Readonly<Record<string, string>> = {
  '&gt;': '>',
  '&lt;': '<',
  '&amp;': '&',
  '&quot;': '"',
  '&nbsp;': ' ',
  '&#39;': "'",
  '&#x27;': "'",
  '&#34;': '"',
}

const RULES: readonly Rule[] = [
  { found: INVISIBLE, replace: (line) => line.replace(INVISIBLE, '') },
  { found: BLANKS, replace: (line) => line.replace(BLANKS, ' ') },
  { found: COLOUR, replace: (line) => line.replace(COLOUR, '') },
  { found: ENTITY, replace: (line) => line.replace(ENTITY, (entity) => ENTITIES[entity] ?? entity) },
  { found: /[\u201c\u201d]/, replace: (line) => line.replace(/[\u201c\u201d]/g, '"') },
]

/** A copy may pad its lines to the width of the terminal. */
const TRIM: Rule = { found: / $/, replace: (line) => line.trimEnd() }
const PADDED_SHARE = 0.8

function isPadded(sample: readonly string[]): boolean {
  const printed = sample.filter((line) => line.trim() !== '')
  return printed.filter((line) => line.search(TRIM.found) >= 0).length > PADDED_SHARE * printed.length
}

const UNCHANGED: Spelling = (line) => line

/** The rules that lines of Ansible in a sample need. An ordinary log needs none, whatever its messages contain. */
export function spellingOf(sample: readonly string[]): Spelling {
  const needed = RULES.filter(({ found, replace }) =>
    sample.some((line) => line.search(found) >= 0 && isRestored(line, replace(line))),
  )
  if (isPadded(sample)) needed.push(TRIM)
  if (needed.length === 0) return UNCHANGED
  return (line) => needed.reduce((text, { replace }) => replace(text), line)
}

/** Whether a line is Ansible's, and its beginning was changed. */
function isRestored(line: string, restored: string): boolean {
  const anchor = findAnchor(restored)
  if (!anchor || anchor.kind === 'notice') return false
  const arrow = restored.indexOf(ARROW, anchor.at)
  const end = Math.max(anchor.at, arrow) + RESTORED_CHARS
  return line.slice(0, end) !== restored.slice(0, end)
}

/** Before a module result, which begins with a bracket and a quote, and may contain anything. */
const ARROW = ' => '
const RESTORED_CHARS = 6

/**
 * Finds lines of Ansible in a log, wherever they begin: banners, results, recap rows. What stands before them is not
 * Ansible's.
 */

import { parseBanner } from '../ansible/banner'
import { parseResultLine } from '../ansible/result-line'
import { isClock } from './stamps'

/**
 * `row`: a line that begins with a host's name, whose beginning is uncertain. `notice`: an error or a warning, which any
 * program may print.
 */
export type AnchorKind = 'banner' | 'result' | 'row' | 'notice'

export interface Anchor {
  kind: AnchorKind
  /** Index of its first character. */
  at: number
}

/** Longest text before Ansible's own. */
const MAX_PREFIX_CHARS = 256

const BANNER_WORDS = 'PLAY|TASK|RUNNING HANDLER|CLEANUP TASK|NO MORE HOSTS LEFT|GATHERING FACTS|NOTIFIED'
const RESULT_WORDS = 'ok|changed|skipping|fatal|failed'
const BANNER_START = new RegExp(`^(?:${BANNER_WORDS})(?: |: \\[)`)
const RESULT_START = new RegExp(`^(?:${RESULT_WORDS}): \\[`)
const NOTICE_START = / {0,1}\[(?:ERROR|WARNING|DEPRECATION WARNING)\]: |ERROR! /y
const RETRYING = 'FAILED - RETRYING: '

const STARTS = new RegExp(
  `(?<![\\p{L}\\d])(?:(?:${BANNER_WORDS})(?: |: \\[)|(?:${RESULT_WORDS}): \\[|${RETRYING}|\\[(?:ERROR|WARNING|DEPRECATION WARNING)\\]: |ERROR! )`,
  'gu',
)

/** Finds the first line of Ansible within a line; undefined if it contains none. */
export function findAnchor(line: string): Anchor | undefined {
  const head = line.length > MAX_PREFIX_CHARS + 32 ? line.slice(0, MAX_PREFIX_CHARS + 32) : line
  let notice: Anchor | undefined
  for (const { 0: word, index: at } of head.matchAll(STARTS)) {
    const kind = kindOf(word)
    if (kind === 'notice') notice ??= { kind, at }
    else if (isAnsible(kind, line.slice(at))) return { kind, at }
  }
  return findRow(head) ?? notice
}

function kindOf(word: string): AnchorKind {
  if (BANNER_START.test(word)) return 'banner'
  return RESULT_START.test(word) || word === RETRYING ? 'result' : 'notice'
}

function isAnsible(kind: AnchorKind, text: string): boolean {
  if (kind === 'result') return text.startsWith(RETRYING) || parseResultLine(text) !== undefined
  const split = splitBanner(text)
  return split !== undefined && (split.rest === '' || findAnchor(split.rest)?.at === 0)
}

/** A host's counters, or its answer to an ad-hoc command. */
const ROW =
  / : ok=\d{1,9} +changed=\d| \| (?:SUCCESS|CHANGED|FAILED!?|UNREACHABLE!)(?: \| rc=-?\d{1,9} (?:>>|\| \(stdout\))| =>)| \| UNREACHABLE!: /

function findRow(line: string): Anchor | undefined {
  const row = ROW.exec(line)
  if (!row) return undefined
  const host = line.slice(0, row.index).trimEnd()
  const at = host.search(/\S*$/)
  return at === host.length ? undefined : { kind: 'row', at }
}

/** Whether a line begins as one of Ansible's, although its end may be missing. */
export const startsAnsible = (line: string): boolean =>
  (BANNER_START.test(line) && line.includes('*')) ||
  RESULT_START.test(line) ||
  line.startsWith(RETRYING) ||
  line.startsWith('...ignoring') ||
  line.startsWith('included: ') ||
  noticeAt(line) ||
  findRow(line)?.at === 0

function noticeAt(line: string): boolean {
  NOTICE_START.lastIndex = 0
  return NOTICE_START.test(line)
}

/** Whether a line begins like a banner, although its stars may be missing. */
export const startsBanner = (line: string): boolean => BANNER_START.test(line)

const STARS = /(?:\]|\bRECAP|\bLEFT|\bFACTS|\bPLAY) \*{3,}/

/**
 * Splits a line after a banner's stars, where a copy lost the line end. A clock after the stars is left out.
 * @returns undefined if the line is not a banner
 */
export function splitBanner(line: string): { banner: string; rest: string } | undefined {
  if (!BANNER_START.test(line)) return undefined
  const stars = STARS.exec(line)
  if (!stars) return undefined
  let end = stars.index + stars[0].length
  while (line[end] === '*') end++
  const banner = line.slice(0, end)
  if (parseBanner(banner, 1) === undefined) return undefined
  const rest = line.slice(end)
  // A name may contain stars.
  if (rest !== '' && !BANNER_START.test(rest) && parseBanner(line, 1)) return { banner: line, rest: '' }
  return { banner, rest: rest.trim() === '' || isClock(rest) ? '' : rest }
}

/**
 * A result whose JSON has ended. Values that a callback prints as text may follow it (sections.ts). Nothing marks their end,
 * and they may contain any other line.
 */

import { type AnsibleEvent, isFailure } from './event'
import { parseShownUrl } from './module-result'
import { isIgnoring, RETRYING } from './notices'
import { parseResultLine } from './result-line'
import { isOldTitle, isSectionTitle } from './sections'

type Result = Extract<AnsibleEvent, { type: 'result' }>

export interface PendingResult {
  result: Result
  json: string[]
  sections: string[]
  chars: number
  hasSections: boolean
  /** Whether they are those of the debug callback. */
  isTitled: boolean
  /** Whether the message is still to come, since a command failed: standard output before it may look like anything. */
  awaitsMessage: boolean
  /** Number of its last line that is not blank. */
  last: number
}

export const createPending = (result: Result, json: string[], last: number): PendingResult => ({
  result,
  json,
  sections: [],
  chars: json.reduce((sum, line) => sum + line.length + 1, 0),
  hasSections: false,
  isTitled: false,
  awaitsMessage: isFailure(result) && hasLateMessage(json),
  last,
})

/** Whether a line belongs to the result. @param isBanner whether Ansible certainly printed it as a banner */
export function isSectionLine(pending: PendingResult, line: string, isBanner: () => boolean): boolean {
  const { hasSections, isTitled, awaitsMessage, result } = pending
  if (line === '') return true
  if (!hasSections) return isSectionTitle(line) || (isFailure(result) && isOldTitle(line))
  if (isBanner()) return false
  return awaitsMessage || !isAnsibleLine(line) || (isTitled && hasJson(line))
}

export function addSectionLine(pending: PendingResult, line: string, number: number, maxChars: number) {
  const { result } = pending
  if (line === 'MSG:' || line.startsWith('msg: ')) pending.awaitsMessage = false
  // Standard error precedes the message: the title before it was in an output.
  else if (line === 'STDERR:') pending.awaitsMessage = true
  if (isFailure(result)) {
    if (pending.chars < maxChars) pending.sections.push(line)
    pending.chars += line.length + 1
  } else if (result.message === '') result.message = parseShownUrl(` msg: ${line}`)
  if (line === '') return
  if (!pending.hasSections) pending.isTitled = isSectionTitle(line)
  pending.hasSections = true
  pending.last = number
}

/** Ansible 1.9 prints the message below the JSON, which has none. */
export const isWithoutMessage = (json: string): boolean => json.endsWith('}') && !MESSAGE.test(json)
const MESSAGE = /["']msg["']: /

/** Whether a command failed, whose message follows its output. Before 2.4, there is no message. */
const hasLateMessage = (json: readonly string[]): boolean =>
  json.some((line) => RETURN_CODE.test(line)) && !json.some((line) => line.startsWith('    "failed": true'))
const RETURN_CODE = /"rc": -?[1-9]/

/** The debug callback prints no member of a result on its first line. */
const hasJson = (line: string): boolean => line.includes(' => {') && !/\{\}?$/.test(line.trimEnd())

/** Whether a line ends the sections before it; they may contain any other line. */
const isAnsibleLine = (line: string): boolean =>
  parseResultLine(line) !== undefined || isIgnoring(line) || line.startsWith(RETRYING)

/** Rules for one text by itself: there, short enough, without characters that nobody sees, and of its form. */
import type { FieldPath, Problem, ProblemCode } from '../problem'
import { error, truncate } from './create-problem'

/**
 * Control characters, line separators, lone surrogates and format characters such as U+202E, which turns around what
 * is read. U+200C and U+200D stay: they join letters and emoji.
 */
export const INVISIBLE_CHARACTERS = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** The first character of a text that nobody sees, as `U+202E`. */
function invisibleCharacter(text: string): string | undefined {
  const found = INVISIBLE_CHARACTERS.exec(text)?.[0].codePointAt(0)
  return found === undefined ? undefined : `U+${found.toString(16).toUpperCase().padStart(4, '0')}`
}

/** Longest path that Linux takes (PATH_MAX, 4096 with its end). */
const MAX_TEXT_LENGTH = 4095

export interface TextRule {
  /** Given where the text may not be empty. */
  required?: boolean
  /** In characters. */
  limit?: number
  /** Whether a text that is there has the right form; a text without one may be anything. */
  test?: (text: string) => boolean
  code?: ProblemCode
  facts?: Problem['facts']
}

/** What is wrong with a text: one problem at most, the one to be mended first. */
export function validateText(text: string, path: FieldPath, rule: TextRule = {}): Problem[] {
  if (text === '') return rule.required ? [error('required', path)] : []
  const character = invisibleCharacter(text)
  if (character) return [error('control-character', path, { character })]
  const limit = rule.limit ?? MAX_TEXT_LENGTH
  if (text.length > limit) return [error('too-long', path, { limit, length: text.length })]
  if (!rule.test || !rule.code || rule.test(text)) return []
  return [error(rule.code, path, { value: truncate(text), ...rule.facts })]
}

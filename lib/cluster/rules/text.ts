/** Validates a single text: required, length, invisible characters and format. */
import type { FieldPath, Problem, ProblemCode } from '../problem'
import { error, truncate } from './create-problem'

/**
 * Control characters, line separators, lone surrogates and format characters such as U+202E, which reverses the text.
 * U+200C and U+200D are allowed, since they join letters and emoji.
 */
export const INVISIBLE_CHARACTERS = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** The first invisible character of a text, such as `U+202E`. */
function invisibleCharacter(text: string): string | undefined {
  const found = INVISIBLE_CHARACTERS.exec(text)?.[0].codePointAt(0)
  return found === undefined ? undefined : `U+${found.toString(16).toUpperCase().padStart(4, '0')}`
}

/** The longest path in Linux (PATH_MAX is 4096 with the terminating null). */
const MAX_TEXT_LENGTH = 4095

export interface TextRule {
  /** Whether the text must not be empty. */
  required?: boolean
  /** In UTF-16 code units. */
  maxLength?: number
  /** Whether a non-empty text has a valid format. */
  isValid?: (text: string) => boolean
  code?: ProblemCode
  facts?: Problem['facts']
}

/** Returns the first problem of a text, or an empty array. */
export function validateText(text: string, path: FieldPath, rule: TextRule = {}): Problem[] {
  if (text === '') return rule.required ? [error('required', path)] : []
  const character = invisibleCharacter(text)
  if (character) return [error('control-character', path, { character })]
  const limit = rule.maxLength ?? MAX_TEXT_LENGTH
  if (text.length > limit) return [error('too-long', path, { limit, length: text.length })]
  if (!rule.isValid || !rule.code || rule.isValid(text)) return []
  return [error(rule.code, path, { value: truncate(text), ...rule.facts })]
}

/** Recognizes times and counters, the parts of a prefix that change from line to line. */

/**
 * An ID, digits in two or more groups (`2025-10-02T06:11:50.188Z`, `18:15:14,304`, `3/7`; not a version or an address), or
 * the number of a line (`install.log:12:`, `install.log-12-`, `t=1741676400123`).
 */
const STAMP =
  /[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}|\d{1,20}(?:[:.,/+-]\d{1,20}|T\d{1,20}){1,9}Z?|(?<=[:=])\d{1,20}(?=[^\w.]|$)|(?<=-)\d{1,9}(?=-$)/g
const UUID = /^[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-/
const UUID_SOURCE = '[\\da-fA-F-]{36}'
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/

const WORDS =
  /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|am|pm|utc|gmt|[cewm]e?s?t|[ecmp][sd]t|z|t|h|m|s|ms|us)$/i

/** Whether a text without blanks is a time or a number: `[09:41:00]`, `Feb`, `11`, `12.3s`, `#12`. */
export function isStamp(chunk: string): boolean {
  const words = chunk.split(/[^\p{L}]+/u).filter((word) => word !== '')
  return words.every((word) => WORDS.test(word)) && (words.length > 0 || /\d/.test(chunk))
}

/** Whether text is a clock: `12:03:04`, `(0:00:01.337)`, `Mon 03 June 2024 08:00:03 AM UTC`. */
export const isClock = (text: string): boolean =>
  text.length <= 64 &&
  /\d:\d\d/.test(text) &&
  !/\p{L}{10}/u.test(text) &&
  text.trim().split(/\s+/).every(isClockWord)

const isClockWord = (word: string): boolean => isStamp(word) || !/[\p{L}\d]/u.test(word)

/** The source of an expression that matches any stamp of the same form. */
export function stampPattern(chunk: string): string {
  const source = chunk.replace(/[\p{L}]+|\d+|[^\p{L}\d]/gu, (part) => {
    if (/\d/.test(part)) return '\\d+'
    return part.length > 1 && /\p{L}/u.test(part) ? '\\p{L}+' : escapeRegExp(part)
  })
  // A fraction of seconds is left out where it is zero.
  return source
    .replace(/(:\\d\+:\\d\+)(?:(?:\\\.|,)\\d\+)?/, '$1(?:[.,]\\d+)?')
    .replace(/^((?:\\?[[(])+)(?=\\d)/, '$1\\s*')
}

/** The source of an expression that matches a chunk of words, whatever its stamps are. */
export function literalPattern(chunk: string): string {
  let source = ''
  let from = 0
  for (const { 0: stamp, index } of chunk.matchAll(STAMP)) {
    if (IPV4.test(stamp)) continue
    source += escapeRegExp(chunk.slice(from, index)) + (UUID.test(stamp) ? UUID_SOURCE : stampPattern(stamp))
    from = index + stamp.length
  }
  return source + escapeRegExp(chunk.slice(from))
}

export const hasStamp = (chunk: string): boolean =>
  [...chunk.matchAll(STAMP)].some(([stamp]) => !IPV4.test(stamp))

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

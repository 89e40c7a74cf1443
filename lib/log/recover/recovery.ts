/**
 * Recovers the lines that Ansible printed from a log as people have it: with the prefixes of a pipeline, cut at the width
 * of a terminal, with line ends lost. What was done to the log is detected in its beginning; prefixes are also learned
 * later, since a log may have several.
 */
import type { LineParser, LinePlace } from '../ansible/parser'
import { findAnchor, splitBanner } from './anchors'
import { type DetectedPrefixes, detectPrefixes } from './detect-prefixes'
import { LineJoiner } from './line-joiner'
import { opensResult } from './line-state'
import type { LearnedShape, Prefixes, StrippedLine } from './prefixes'
import { type Spelling, spellingOf } from './spelling'
import { detectWrapping, type Wrapping } from './wrapping'

/** What was removed from a log to read it. */
export interface Recovered {
  /** One example of each prefix. */
  prefixes: string[]
  /** The width at which lines were cut; null if they are whole. */
  width: number | null
}

/** Parses a log's lines: `line` for each, then `end`. */
export class Recovery {
  readonly #spelling: Spelling
  readonly #outer: Prefixes
  readonly #inner: Prefixes
  /** Lines are cut after all prefixes were added, between them, or before. */
  readonly #joiners: readonly LineJoiner[]
  readonly #width: number | null
  /** The prefix of the last line of Ansible; undefined if it had none. */
  #current: LearnedShape | undefined
  /** Whether the last line began a result of several lines. */
  #opens = false

  /** @param sample lines from the beginning of the log */
  constructor(
    sample: readonly string[],
    private readonly parser: LineParser,
  ) {
    this.#spelling = spellingOf(sample)
    const spelled = sample.map(this.#spelling)
    const prefixed = detectPrefixes(spelled)
    const wrappings = [detectWrapping(spelled, (row) => hasPrefix(row, prefixed))]
    const rows = joined(spelled, wrappings[0])
    const { outer, inner } = wrappings[0] ? detectPrefixes(rows) : prefixed
    const stripped = linesOf(rows, outer)
    wrappings.push(wrappings.some(Boolean) ? undefined : detectWrapping(stripped))
    wrappings.push(
      wrappings.some(Boolean) ? undefined : detectWrapping(linesOf(joined(stripped, wrappings[1]), inner)),
    )
    const [first, second, third] = wrappings
    this.#outer = outer
    this.#inner = inner
    this.#width = (first ?? second ?? third)?.width ?? null
    this.#joiners = [
      new LineJoiner(first, (text, number) => this.#stripOuter(text, number)),
      new LineJoiner(second, (text, number) => this.#stripInner(text, number)),
      new LineJoiner(third, (text, number, place) => this.#parse(text, number, place)),
    ]
  }

  get recovered(): Recovered {
    const [outer = ''] = this.#outer.examples
    const inner = this.#inner.examples.map((prefix) => `${outer}${prefix}`)
    return { prefixes: inner.length > 0 ? inner : this.#outer.examples, width: this.#width }
  }

  /** @param raw a line of the log, rendered as a terminal would. @param number from 1 */
  line(raw: string, number: number): void {
    this.#joiners[0]?.push(this.#spelling(raw), number)
  }

  end(): void {
    for (const joiner of this.#joiners) joiner.flush()
    this.parser.end()
  }

  #stripOuter(line: string, number: number) {
    const { text, kind } = this.#outer.strip(line)
    if (kind === 'foreign') this.parser.foreignLine(text, number)
    else this.#joiners[1]?.push(text, number)
  }

  #stripInner(line: string, number: number) {
    const { isInResult } = this.parser
    const found = isInResult ? this.#inner.strip(line) : this.#inner.stripAndLearn(line)
    const isText = found.kind === 'foreign' && isInResult && this.#marksMessages
    const stripped: StrippedLine = isText ? { text: line, kind: 'unprefixed' } : found
    const place = this.#placeOf(stripped)
    if (place === 'foreign') this.parser.foreignLine(stripped.text, number)
    else this.#joiners[2]?.push(stripped.text, number, place)
    this.#opens = place !== 'foreign' && this.#current !== undefined && opensResult(stripped.text)
  }

  /** Decides to which message a line belongs, if the log marks only the first line of a message. */
  #placeOf({ kind, text, learned }: StrippedLine): LinePlace | 'foreign' | undefined {
    if (kind === 'foreign') return 'foreign'
    const current = learned ?? this.#current
    if (current && this.#opens) current.continued += learned ? 1 : -1
    const isMessage = current !== undefined && current.continued < 0
    if (learned) {
      this.#current = learned
      return isMessage ? 'starts' : undefined
    }
    if (isMessage) return 'continues'
    if (current && findAnchor(text)?.at === 0) this.#current = undefined
    else if (current && text.trim() !== '' && !this.#mayContinue(text)) return 'foreign'
    return undefined
  }

  /** Whether only the first line of a message has a prefix, so that text within a message may look like another one. */
  get #marksMessages(): boolean {
    return this.#current !== undefined && this.#current.continued < 0
  }

  /** Some lines of a result may have lost their prefix; a line between them that is not indented is another program's. */
  #mayContinue(text: string): boolean {
    return this.parser.isInResult && /^[\s}\]]/.test(text)
  }

  #parse(text: string, number: number, place: LinePlace | undefined) {
    // A copy of a terminal may be padded to its width.
    let rest = text.trimEnd()
    for (let split = splitBanner(rest); split; split = splitBanner(rest)) {
      this.parser.line(split.banner, number, place)
      rest = split.rest
      if (rest === '') return
    }
    this.parser.line(rest, number, place)
  }
}

function hasPrefix(row: string, { outer, inner }: DetectedPrefixes): boolean {
  const { kind, text } = outer.strip(row)
  return kind !== 'unprefixed' || inner.strip(text).kind !== 'unprefixed'
}

const linesOf = (lines: readonly string[], prefixes: Prefixes): string[] =>
  lines.flatMap((line) => {
    const { text, kind } = prefixes.strip(line)
    return kind === 'foreign' ? [] : [text]
  })

function joined(lines: readonly string[], wrapping: Wrapping | undefined): string[] {
  const whole: string[] = []
  const joiner = new LineJoiner(wrapping, (text) => whole.push(text))
  for (const line of lines) joiner.push(line, 0)
  joiner.flush()
  return whole
}

/** Learns the prefixes of a log from its lines of Ansible, and removes them. */

import { parseResultLine } from '../ansible/result-line'
import { type Anchor, findAnchor } from './anchors'
import { PrefixShape, sourceOf } from './prefix-shape'

/** More shapes than a log can have; text that looks like prefixes must not slow it down. */
const MAX_SHAPES = 24

/** A shape, and whether it marks each line or only the first one of a message. */
export interface LearnedShape {
  shape: PrefixShape
  /** Lines that continue a result and have the prefix, less those without it. */
  continued: number
}

/**
 * `ansible`: a line with a known prefix. `unprefixed`: a line without one. `foreign`: a line with the prefix of another
 * program.
 */
export interface StrippedLine {
  text: string
  kind: 'ansible' | 'unprefixed' | 'foreign'
  learned?: LearnedShape
}

export class Prefixes {
  readonly #shapes: LearnedShape[] = []

  /** One example of each prefix, in the order of the log. */
  get examples(): string[] {
    return this.#shapes.map(({ shape }) => shape.example)
  }

  learn(prefix: string): LearnedShape | undefined {
    const source = sourceOf(prefix)
    const known = this.#shapes.find(({ shape }) => shape.source === source)
    if (known) known.shape.learn(prefix)
    if (known || this.#shapes.length >= MAX_SHAPES) return known
    const learned = { shape: new PrefixShape(prefix, source), continued: 0 }
    this.#shapes.push(learned)
    return learned
  }

  strip(line: string): StrippedLine {
    let foreign: StrippedLine | undefined
    for (const learned of this.#shapes) {
      const match = learned.shape.match(line)
      if (match?.stream !== undefined) return { text: withoutMark(match.text), kind: 'ansible', learned }
      if (match) foreign ??= { text: match.text, kind: 'foreign' }
    }
    return foreign ?? { text: withoutMark(line), kind: 'unprefixed' }
  }

  /** Like `strip`, but learns the prefix of a line of Ansible that has an unknown one. */
  stripAndLearn(line: string): StrippedLine {
    const stripped = this.strip(line)
    // Of a line without a known form, only a banner is evidence. Most lines have none, and a search takes long.
    if (stripped.kind === 'ansible' || (stripped.kind === 'unprefixed' && !line.includes('***')))
      return stripped
    const anchor = findAnchor(line)
    if (!anchor || anchor.at === 0 || !isEvidence(anchor, stripped)) return stripped
    const prefix = line.slice(0, anchor.at)
    // Beside lines with a prefix, an indented one is text in a result.
    if (prefix.trim() === '' && this.#shapes.length > 0) return stripped
    const learned = this.learn(prefix)
    return learned ? { text: line.slice(anchor.at), kind: 'ansible', learned } : stripped
  }
}

/** A wrapper may repeat a failure in its own words, but no banner. */
const isEvidence = ({ kind }: Anchor, { kind: known }: StrippedLine): boolean =>
  kind === 'banner' || (kind === 'result' && known === 'foreign')

/** A pipeline's mark in front of a line that it takes for an error: `##[error]fatal: [h1]: FAILED!`. */
const MARK = /^[^\s\w]\S{0,30}[^\s\w] ?(?=(?:fatal|failed): \[)/

function withoutMark(text: string): string {
  const mark = MARK.exec(text)?.[0] ?? ''
  return mark !== '' && parseResultLine(text.slice(mark.length)) ? text.slice(mark.length) : text
}

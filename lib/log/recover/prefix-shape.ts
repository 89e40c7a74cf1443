/**
 * The shape of what stands before Ansible's lines, learned from one example. Times and numbers may change from line to
 * line; words identify the stream (a service, a process), so each combination of words is stored.
 */
import { hasStamp, isStamp, literalPattern, stampPattern } from './stamps'

/** More streams are one stream, in which each line has a word of its own, such as a request's ID. */
const MAX_STREAMS = 16
const FEW_STREAMS = 3

export interface ShapeMatch {
  /** The words of the prefix; undefined if no line of Ansible had them. */
  stream: string | undefined
  /** The line after its prefix. */
  text: string
}

export class PrefixShape {
  readonly #pattern: RegExp
  /** The blanks after the last word, by stream. */
  readonly #streams = new Map<string, string>()
  #examples = 0
  /** Whether a line that matches with other words belongs to another program. */
  readonly isDistinct: boolean

  /** @param example a prefix, blanks after it included */
  constructor(
    readonly example: string,
    readonly source: string = sourceOf(example),
  ) {
    this.#pattern = new RegExp(`^${source}${END_OF_WORD(example)}`, 'u')
    this.isDistinct = source.replace(/\(\\S\+\?\)|\\s\+|\\s\*/g, '') !== ''
    this.learn(example)
  }

  /** Stores the words of another example of the same source. */
  learn(example: string): void {
    const stream = this.#streamOf(this.#pattern.exec(example))
    const blanks = example.slice(example.trimEnd().length)
    const known = this.#streams.get(stream)
    // Ansible's own text may be indented, so the fewest blanks are those of the prefix.
    this.#examples += 1
    if (known === undefined || blanks.length < known.length) this.#streams.set(stream, blanks)
  }

  match(line: string): ShapeMatch | undefined {
    const found = this.#pattern.exec(line)
    if (!found) return undefined
    const stream = this.#streamOf(found)
    const rest = line.slice(found[0].length)
    const known = this.#streams.get(stream)
    if (known === undefined && !this.#isFree)
      return this.isDistinct ? { stream: undefined, text: rest.trimStart() } : undefined
    const blanks = known ?? this.#fewestBlanks()
    if (rest.startsWith(blanks)) return { stream, text: rest.slice(blanks.length) }
    return rest.trim() === '' ? { stream, text: '' } : undefined
  }

  /** Whether any words are those of the stream. */
  get #isFree(): boolean {
    const { size } = this.#streams
    return size >= MAX_STREAMS || (size > FEW_STREAMS && 2 * size > this.#examples)
  }

  #streamOf(found: RegExpExecArray | null): string {
    return found ? found.slice(1).join(' ') : ''
  }

  #fewestBlanks(): string {
    const [first = '', ...others] = this.#streams.values()
    return others.reduce((fewest, blanks) => (blanks.length < fewest.length ? blanks : fewest), first)
  }
}

/** Blanks follow the last word, unless Ansible's text does directly. */
const END_OF_WORD = (example: string): string =>
  /\s$/.test(example) && example.trim() !== '' ? '(?=\\s|$)' : ''

/** The source of the expression for a prefix up to its last word. */
export function sourceOf(example: string): string {
  const chunks = chunksOf(example)
  if (chunks.length === 0) return ''
  const isAttached = !/\s$/.test(example)
  const sources = chunks.map((chunk, at) =>
    isAttached && at === chunks.length - 1 ? literalOrStamp(chunk) : chunkSource(chunk),
  )
  // Numbers are aligned to the right; a word has the same indentation on each line.
  const indentation = isStamp(chunks[0] ?? '')
    ? '\\s*'
    : example.slice(0, example.length - example.trimStart().length)
  return `${indentation}${sources.join('\\s+')}`
}

/** A number in brackets may be padded: `[  12.345]`. */
const chunksOf = (example: string): string[] => {
  const text = example.trim().replace(/([[(])\s+(?=\d)/g, '$1')
  return text === '' ? [] : text.split(/\s+/)
}

const literalOrStamp = (chunk: string): string =>
  isStamp(chunk) ? stampPattern(chunk) : literalPattern(chunk)

function chunkSource(chunk: string): string {
  if (isStamp(chunk)) return stampPattern(chunk)
  const word = /[\p{L}\d](?:.*[\p{L}\d])?/u.exec(chunk)
  if (!word || hasStamp(chunk)) return literalPattern(chunk)
  return `${literalPattern(chunk.slice(0, word.index))}(\\S+?)${literalPattern(chunk.slice(word.index + word[0].length))}`
}

/**
 * The leading parts of a prefix, each with the blanks after it, the longest first; the last one is its indentation.
 * `a  b | ` gives `a  b | `, `a  b ` and `a  `.
 */
export function leadingParts(prefix: string): string[] {
  const ends = [...prefix.matchAll(/(?<=\S)\s+/g)].map(({ 0: blanks, index }) => index + blanks.length)
  const indentation = prefix.length - prefix.trimStart().length
  const parts = [...new Set([indentation, ...ends, prefix.length])].filter((end) => end > 0)
  return parts.map((end) => prefix.slice(0, end)).reverse()
}

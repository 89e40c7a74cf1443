/**
 * No regular expression of the product takes much longer than its text is long: each literal of the source meets long
 * texts that are made of what it looks for, and of what makes it fail at the end. Those that are put together at run
 * time are not found.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, Script } from 'node:vm'
import { transformSync } from 'esbuild'
import { expect, it } from 'vitest'
import { scaled } from './scale'

const FOLDERS = ['app', 'components', 'lib', 'server', 'public']
const LENGTH = 50_000
/** At full length a linear one needs about a millisecond, a quadratic one seconds, an exponential one for ever. */
const WITHIN_MS = 600
/** A first look at all texts of a literal together, in which a quadratic one needs hundreds of milliseconds for one. */
const SCREENED_LENGTH = scaled(20_000, LENGTH)
const SCREENED_WITHIN_MS = 150
/** Of its own characters so many are put beside others. */
const PAIRED = 6
/** Beside its own characters: those that character classes stand for. */
const COMMON = ['a', 'A', '0', ' ', '\t', '-', '.', '/', ':', '"', '\\', '=', '[', '{', '*', '\u001b', '人']

interface Literal {
  place: string
  source: string
  flags: string
}

/** What stands where a value may begin, in the source without its types and comments. */
const LITERAL =
  /(?<=(?:[(,=:[!&|?{};>]|return)\s*)\/(?![/*])((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/g

function literalsOf(path: string): Literal[] {
  const loader = path.endsWith('.tsx') ? 'tsx' : 'ts'
  const { code } = transformSync(readFileSync(path, 'utf8'), { loader, jsx: 'automatic', charset: 'utf8' })
  const found = [...code.matchAll(LITERAL)].map(([, source = '', flags = '']) => ({
    place: path,
    source,
    flags,
  }))
  return found.filter(isOne).filter(repeats)
}

/** Without a repetition there is nothing to try again: the time is linear. */
const repeats = ({ source }: Literal) => /[*+{]/.test(source)

/** A path in a text may look like one. */
function isOne({ source, flags }: Literal): boolean {
  try {
    return new RegExp(source, flags) !== undefined
  } catch {
    return false
  }
}

const literals: Literal[] = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:tsx?|js)$/.test(name))
    .flatMap((name) => literalsOf(join(folder, name))),
)

/** Long texts of one and of two characters in turn, each with an end that fits nothing. */
function* texts(source: string, length: number): Generator<string> {
  const own = [...new Set(source.replace(/\\[a-z]|[()[\]{}|?+*^$\\]/g, ''))]
  const characters = new Set([...own, ...COMMON])
  for (const one of characters) yield `${one.repeat(length)}\u0000`
  for (const one of own.slice(0, PAIRED))
    for (const other of characters)
      if (one !== other) {
        yield `${(one + other).repeat(length / 2)}\u0000`
        yield `${(other + one).repeat(length / 2)}\u0000`
      }
}

const world = createContext({ texts: [''], looked: /./ })
const look = new Script('for (const text of texts) text.replace(looked, "")')

function within(milliseconds: number, texts: readonly string[]): boolean {
  try {
    world.texts = texts
    look.runInContext(world, { timeout: milliseconds })
    return true
  } catch {
    return false
  }
}

/** The beginning of the text over which it takes too long. Undefined: never. */
function slowAt({ source, flags }: Literal): string | undefined {
  world.looked = new RegExp(source, flags)
  if (within(SCREENED_WITHIN_MS, [...texts(source, SCREENED_LENGTH)])) return undefined
  for (const text of texts(source, LENGTH))
    if (!within(WITHIN_MS, [text])) return JSON.stringify(text.slice(0, 4))
  return undefined
}

it.each(['^(a+)+$', '\\s+x'])('finds the slow one: %s', (source) => {
  expect(slowAt({ place: '', source, flags: '' })).toBeDefined()
})

it('meets long texts in a time of their length', () => {
  expect(literals.length).toBeGreaterThan(100)
  const slow = literals.flatMap((one) => {
    const text = slowAt(one)
    return text === undefined ? [] : [`${one.place} /${one.source}/ takes long over ${text}…`]
  })
  expect(slow).toEqual([])
}, 240_000)

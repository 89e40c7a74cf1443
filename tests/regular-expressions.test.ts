/**
 * Every regular expression literal of the product runs in linear time. Each is tried on long texts of the characters
 * that it matches, with an end that makes it fail. Expressions that are built at run time are not covered.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, Script } from 'node:vm'
import { transformSync } from 'esbuild'
import { expect, it } from 'vitest'
import { scaled } from './scale'

const FOLDERS = ['app', 'components', 'lib', 'server', 'public']
const LENGTH = 50_000
/** At full length, a linear expression needs about 1 ms, a quadratic one seconds, an exponential one forever. */
const WITHIN_MS = 600
/** Text length of the first pass over all texts, where a quadratic expression needs hundreds of ms for one text. */
const SCREENED_LENGTH = scaled(20_000, LENGTH)
const SCREENED_WITHIN_MS = 150
/** Number of a literal's own characters that are combined with other characters. */
const PAIRED = 6
/** Representatives of character classes, in addition to a literal's own characters. */
const COMMON = ['a', 'A', '0', ' ', '\t', '-', '.', '/', ':', '"', '\\', '=', '[', '{', '*', '\u001b', '人']

interface Literal {
  path: string
  source: string
  flags: string
}

/** A regular expression literal where a value may start, in source code without types and comments. */
const LITERAL =
  /(?<=(?:[(,=:[!&|?{};>]|return)\s*)\/(?![/*])((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/g

function literalsOf(path: string): Literal[] {
  const loader = path.endsWith('.tsx') ? 'tsx' : 'ts'
  const { code } = transformSync(readFileSync(path, 'utf8'), { loader, jsx: 'automatic', charset: 'utf8' })
  const found = [...code.matchAll(LITERAL)].map(([, source = '', flags = '']) => ({
    path: path,
    source,
    flags,
  }))
  return found.filter(isValid).filter(hasRepetition)
}

/** Without a repetition, the time is always linear. */
const hasRepetition = ({ source }: Literal) => /[*+{]/.test(source)

/** Whether the match is a valid expression; a path in a string may look like one. */
function isValid({ source, flags }: Literal): boolean {
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

/** Generates long texts of one character or two alternating ones, each with an end that never matches. */
function* texts(source: string, length: number): Generator<string> {
  const ownCharacters = [...new Set(source.replace(/\\[a-z]|[()[\]{}|?+*^$\\]/g, ''))]
  const characters = new Set([...ownCharacters, ...COMMON])
  for (const one of characters) yield `${one.repeat(length)}\u0000`
  for (const one of ownCharacters.slice(0, PAIRED))
    for (const other of characters)
      if (one !== other) {
        yield `${(one + other).repeat(length / 2)}\u0000`
        yield `${(other + one).repeat(length / 2)}\u0000`
      }
}

const context = createContext({ texts: [''], pattern: /./ })
const replaceAll = new Script('for (const text of texts) text.replace(looked, "")')

function within(milliseconds: number, texts: readonly string[]): boolean {
  try {
    context.texts = texts
    replaceAll.runInContext(context, { timeout: milliseconds })
    return true
  } catch {
    return false
  }
}

/** The start of the first text that takes too long; undefined if none does. */
function slowAt({ source, flags }: Literal): string | undefined {
  context.looked = new RegExp(source, flags)
  if (within(SCREENED_WITHIN_MS, [...texts(source, SCREENED_LENGTH)])) return undefined
  for (const text of texts(source, LENGTH))
    if (!within(WITHIN_MS, [text])) return JSON.stringify(text.slice(0, 4))
  return undefined
}

it.each(['^(a+)+$', '\\s+x'])('detects a slow expression: %s', (source) => {
  expect(slowAt({ path: '', source, flags: '' })).toBeDefined()
})

it('all literals run in linear time on long texts', () => {
  expect(literals.length).toBeGreaterThan(100)
  const slow = literals.flatMap((one) => {
    const text = slowAt(one)
    return text === undefined ? [] : [`${one.path} /${one.source}/ takes long over ${text}…`]
  })
  expect(slow).toEqual([])
}, 240_000)

/**
 * The ways in which a secret may stand in a log: as it is, and as JSON, a shell, a URL, Python, YAML, the inventory or
 * base64 would write it, also one inside the other (Ansible prints a shell's command line as JSON).
 */
import { encodePassword, findPasswordProblem } from '@/lib/ansible/inventory/encode'

export interface Encoding {
  bytes: Uint8Array
  /**
   * `word`: too short to be looked for inside of words. `base64`: line breaks may stand in it, and the characters
   * beside it carry some of its bits.
   */
  kind: 'text' | 'word' | 'base64'
}

/** One character alone is in every line: hiding it hides the log, and tells the secret to whoever looks for the holes. */
const MIN_BYTES = 2
/** Shorter ones are only taken for the secret where they stand alone. */
const MIN_SUBSTRING_BYTES = 4
/** Lines of a longer secret, such as a key, that say enough of it to be hidden by themselves. */
const MIN_LINE_CHARS = 8

/** What stands around a key (RFC 7468), the same for everybody's. */
const PEM_ARMOUR = /^-----(BEGIN|END) [^-]+-----$/

const encoder = new TextEncoder()

/** Every form of a secret; of one with several lines those of each line, since terminals and programs end lines differently. */
export function encodingsOf(secret: string): Encoding[] {
  const all = secret.split(/[\r\n]+/).filter((line) => line !== '')
  const inside = all.filter((line) => !PEM_ARMOUR.test(line))
  // Where nothing stands inside, it is no key, but a password that looks so.
  const lines = inside.length > 0 ? inside : all
  return lines.length > 1
    ? lines.filter((line) => line.length >= MIN_LINE_CHARS).flatMap(lineEncodings)
    : lines.flatMap(lineEncodings)
}

function lineEncodings(line: string): Encoding[] {
  const direct = unique([
    line,
    ...jsonEncodings(line),
    ...shellEncodings(line),
    ...pythonEncodings(line),
    ...inventoryEncodings(line),
  ])
  const nested = direct.flatMap((text) => [...jsonEncodings(text), ...shellEncodings(text)])
  const texts = unique([...direct, ...nested, ...nested.flatMap(jsonEncodings), ...urlEncodings(line)])
  const encoded = unique([line, ...jsonEncodings(line)]).flatMap((text) =>
    base64Encodings(encoder.encode(text)),
  )
  return [
    ...texts.flatMap(textEncoding),
    ...unique(encoded).map((text): Encoding => ({ bytes: encoder.encode(text), kind: 'base64' })),
  ]
}

function textEncoding(text: string): Encoding[] {
  const bytes = encoder.encode(text)
  if (bytes.length < MIN_BYTES) return []
  return [{ bytes, kind: bytes.length < MIN_SUBSTRING_BYTES ? 'word' : 'text' }]
}

/** JavaScript's and Python's JSON, then those that escape beyond ASCII, slashes, or what HTML would read. */
function jsonEncodings(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1)
  const ascii = json.replace(/[^\0-\x7e]/g, unicodeEscape)
  return [
    json,
    ascii,
    ...[json, ascii].map((one) => one.replaceAll('/', '\\/')),
    json.replace(/[<>&]/g, unicodeEscape),
    json.replace(/[<>&']/g, unicodeEscape),
  ]
}

const unicodeEscape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Between single quotes (both ways to write one), between double quotes, with backslashes (ksh and bash), and as `$'…'`. */
function shellEncodings(text: string): string[] {
  return [
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replace(/[$`"\\]/g, '\\$&'),
    text.replace(/[$`"\\!]/g, '\\$&'),
    text.replace(/[^\w@%+=:,./\u0080-\u{10ffff}-]/gu, '\\$&'),
    text.replace(/[ \t'"\\|&;()<>!{}*[\]?^$`,]|^[#~]/g, '\\$&'),
    ansiCQuote(text, /[^ -~]/u),
    ansiCQuote(text, /[^ -~\p{L}\p{M}\p{N}\p{P}\p{S}]/u),
  ]
}

const BELL = 0x07
const ESCAPE = 0x1b
/** `\a` to `\r` follow each other. */
const NAMED_ESCAPES = new Map([...'abtnvfr'].map((name, at) => [BELL + at, `\\${name}`]))

/** As bash writes inside of `$'…'`: what is `unprintable` byte by byte. */
function ansiCQuote(text: string, unprintable: RegExp): string {
  return [...text]
    .map((character) => {
      if (character === "'" || character === '\\') return `\\${character}`
      return unprintable.test(character) ? [...encoder.encode(character)].map(escapeByte).join('') : character
    })
    .join('')
}

function escapeByte(byte: number): string {
  if (byte === ESCAPE) return '\\E'
  return NAMED_ESCAPES.get(byte) ?? `\\${byte.toString(8).padStart(3, '0')}`
}

/** `repr` of Python, and YAML's doubled single quote. */
function pythonEncodings(text: string): string[] {
  return [text.replaceAll('\\', '\\\\'), text.replaceAll("'", "''")]
}

function inventoryEncodings(text: string): string[] {
  if (findPasswordProblem(text)) return []
  return (['ssh', 'become'] as const).map((use) => encodePassword(text, use, 'vars').replace(/^u"|"$/g, ''))
}

/** Percent-encoded: strictly or not, a blank as `+` or not, a slash kept or not, in capitals or not. */
function urlEncodings(text: string): string[] {
  if (/\p{Surrogate}/u.test(text)) return []
  const loose = encodeURIComponent(text)
  const strict = loose.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
  const spaced = [loose, strict].flatMap((one) => [one, one.replaceAll('%20', '+')])
  const slashed = spaced.flatMap((one) => [one, one.replaceAll('%2F', '/')])
  return slashed.flatMap((one) => [one, one.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())])
}

/**
 * What base64 makes of the bytes whatever stands before and behind them: by the three places at which they may begin,
 * the characters that depend on nothing else. In both alphabets.
 */
function base64Encodings(bytes: Uint8Array): string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = btoa(String.fromCharCode(...new Uint8Array(before), ...bytes))
    const own = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
    if (own.length < MIN_SUBSTRING_BYTES) return []
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}

/**
 * The ways in which a secret may stand in a log: as it is, and as JSON, a shell, a URL, Python, YAML, the inventory or
 * base64 would write it, also one inside the other (Ansible prints a shell's command line as JSON).
 */
import { encodePassword, refusal } from '@/lib/ansible/inventory'

export interface Form {
  bytes: Uint8Array
  /**
   * `word`: too short to be looked for inside of words. `base64`: line breaks may stand in it, and the characters
   * beside it carry some of its bits.
   */
  kind: 'text' | 'word' | 'base64'
}

/** One character alone is in every line: hiding it hides the log, and tells the secret to whoever looks for the holes. */
const SHORTEST_BYTES = 2
/** Shorter ones are only taken for the secret where they stand alone. */
const SHORTEST_INSIDE_BYTES = 4
/** Lines of a longer secret, such as a key, that say enough of it to be hidden by themselves. */
const SHORTEST_LINE = 8

/** What stands around a key (RFC 7468), the same for everybody's. */
const ARMOUR = /^-----(BEGIN|END) [^-]+-----$/

const encoder = new TextEncoder()

/** Every form of a secret; of one with several lines those of each line, since terminals and programs end lines differently. */
export function writtenForms(secret: string): Form[] {
  const all = secret.split(/[\r\n]+/).filter((line) => line !== '')
  const inside = all.filter((line) => !ARMOUR.test(line))
  // Where nothing stands inside, it is no key, but a password that looks so.
  const lines = inside.length > 0 ? inside : all
  return lines.length > 1
    ? lines.filter((line) => line.length >= SHORTEST_LINE).flatMap(formsOfLine)
    : lines.flatMap(formsOfLine)
}

function formsOfLine(line: string): Form[] {
  const direct = distinct([line, ...inJson(line), ...inShell(line), ...inPython(line), ...inInventory(line)])
  const nested = direct.flatMap((text) => [...inJson(text), ...inShell(text)])
  const texts = distinct([...direct, ...nested, ...nested.flatMap(inJson), ...inUrl(line)])
  const encoded = distinct([line, ...inJson(line)]).flatMap((text) => inBase64(encoder.encode(text)))
  return [
    ...texts.flatMap(asText),
    ...distinct(encoded).map((text): Form => ({ bytes: encoder.encode(text), kind: 'base64' })),
  ]
}

function asText(text: string): Form[] {
  const bytes = encoder.encode(text)
  if (bytes.length < SHORTEST_BYTES) return []
  return [{ bytes, kind: bytes.length < SHORTEST_INSIDE_BYTES ? 'word' : 'text' }]
}

/** JavaScript's and Python's JSON, then those that escape beyond ASCII, slashes, or what HTML would read. */
function inJson(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1)
  const ascii = json.replace(/[^\0-\x7e]/g, unicode)
  return [
    json,
    ascii,
    ...[json, ascii].map((one) => one.replaceAll('/', '\\/')),
    json.replace(/[<>&]/g, unicode),
    json.replace(/[<>&']/g, unicode),
  ]
}

const unicode = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Between single quotes (both ways to write one), between double quotes, with backslashes (ksh and bash), and as `$'…'`. */
function inShell(text: string): string[] {
  return [
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replace(/[$`"\\]/g, '\\$&'),
    text.replace(/[$`"\\!]/g, '\\$&'),
    text.replace(/[^\w@%+=:,./\u0080-\u{10ffff}-]/gu, '\\$&'),
    text.replace(/[ \t'"\\|&;()<>!{}*[\]?^$`,]|^[#~]/g, '\\$&'),
    dollarQuoted(text, /[^ -~]/u),
    dollarQuoted(text, /[^ -~\p{L}\p{M}\p{N}\p{P}\p{S}]/u),
  ]
}

const BELL = 0x07
const ESCAPE = 0x1b
/** `\a` to `\r` follow each other. */
const NAMED_ESCAPES = new Map([...'abtnvfr'].map((name, at) => [BELL + at, `\\${name}`]))

/** As bash writes inside of `$'…'`: what is `unprintable` byte by byte. */
function dollarQuoted(text: string, unprintable: RegExp): string {
  return [...text]
    .map((character) => {
      if (character === "'" || character === '\\') return `\\${character}`
      return unprintable.test(character)
        ? [...encoder.encode(character)].map(escapedByte).join('')
        : character
    })
    .join('')
}

function escapedByte(byte: number): string {
  if (byte === ESCAPE) return '\\E'
  return NAMED_ESCAPES.get(byte) ?? `\\${byte.toString(8).padStart(3, '0')}`
}

/** `repr` of Python, and YAML's doubled single quote. */
function inPython(text: string): string[] {
  return [text.replaceAll('\\', '\\\\'), text.replaceAll("'", "''")]
}

function inInventory(text: string): string[] {
  if (refusal(text)) return []
  return (['ssh', 'become'] as const).map((use) => encodePassword(text, use, 'vars').replace(/^u"|"$/g, ''))
}

/** Percent-encoded: strictly or not, a blank as `+` or not, a slash kept or not, in capitals or not. */
function inUrl(text: string): string[] {
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
function inBase64(bytes: Uint8Array): string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = btoa(String.fromCharCode(...new Uint8Array(before), ...bytes))
    const own = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
    if (own.length < SHORTEST_INSIDE_BYTES) return []
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}

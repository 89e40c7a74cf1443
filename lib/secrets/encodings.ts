/**
 * The encodings in which a secret may appear in a log: plain, and as JSON, a shell, a URL, HTML, Python, YAML, the
 * inventory, hexadecimal digits or base64 write it, including nested ones (Ansible prints a shell command line as JSON).
 */
import { encodePassword, findPasswordProblem } from '@/lib/ansible/inventory/encode'

export interface Encoding {
  bytes: Uint8Array
  /**
   * `word`: too short to search for inside words. `base64`: may contain line breaks, and the adjacent characters carry
   * some of its bits.
   */
  kind: 'text' | 'word' | 'base64'
}

/** Masking a single character would mask most of the log and reveal the secret by its gaps. */
const MIN_BYTES = 2
/** Shorter secrets are only masked as whole words. */
const MIN_SUBSTRING_BYTES = 4
/** Shorter lines of a multi-line secret, such as a key, reveal too little of it to be masked. */
const MIN_LINE_CHARS = 8

/** The boundary lines of a PEM key (RFC 7468), which are not secret. */
const PEM_ARMOUR = /^-----(BEGIN|END) [^-]+-----$/

const encoder = new TextEncoder()

/** All encodings of a secret. Each line of a multi-line secret is encoded separately, since line endings differ. */
export function encodingsOf(secret: string): Encoding[] {
  const all = secret.split(/[\r\n]+/).filter((line) => line !== '')
  const inside = all.filter((line) => !PEM_ARMOUR.test(line))
  // Without lines inside the armour it is not a key, but a password that looks like one.
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
  const byteForms = unique([line, ...jsonEncodings(line)]).map((text) => encoder.encode(text))
  const texts = unique([
    ...direct,
    ...nested,
    ...nested.flatMap(jsonEncodings),
    ...urlEncodings(line),
    ...htmlEncodings(line),
    ...byteForms.flatMap(hexEncodings),
  ])
  const encoded = byteForms.flatMap(base64Encodings)
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

/** JSON as JavaScript and Python write it, and variants that escape non-ASCII characters, slashes or HTML. */
function jsonEncodings(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1)
  const ascii = json.replace(/[^\0-\x7e]/g, unicodeEscape)
  return [
    json,
    ascii,
    ...[json, ascii].map((variant) => variant.replaceAll('/', '\\/')),
    json.replace(/[<>&]/g, unicodeEscape),
    json.replace(/[<>&']/g, unicodeEscape),
  ]
}

const unicodeEscape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Single quotes (with both escapes of a quote), double quotes, backslashes (ksh and bash), and `$'…'`. */
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
/** `\a` to `\r` are consecutive code points. */
const NAMED_ESCAPES = new Map([...'abtnvfr'].map((name, at) => [BELL + at, `\\${name}`]))

/** The content of bash's `$'…'`: characters that match `unprintable` are escaped byte by byte. */
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

/** Python's `repr`, and YAML's doubled single quote. */
function pythonEncodings(text: string): string[] {
  return [text.replaceAll('\\', '\\\\'), text.replaceAll("'", "''")]
}

function inventoryEncodings(text: string): string[] {
  if (findPasswordProblem(text)) return []
  return (['ssh', 'become'] as const).map((use) => encodePassword(text, use, 'vars').replace(/^u"|"$/g, ''))
}

/**
 * Percent-encoding: with or without RFC 3986's reserved marks, `+` for spaces, literal slashes, lower-case digits or
 * letters, and that of a whole URL.
 */
function urlEncodings(text: string): string[] {
  if (/\p{Surrogate}/u.test(text)) return []
  const loose = encodeURIComponent(text)
  const strict = loose.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
  const spaced = [loose, strict].flatMap((variant) => [variant, variant.replaceAll('%20', '+')])
  const slashed = spaced.flatMap((variant) => [variant, variant.replaceAll('%2F', '/')])
  return [...slashed, encodeURI(text)].flatMap((variant) => [
    variant,
    variant.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    // Without an escape, this is another text.
    ...(variant.includes('%') ? [variant.toLowerCase()] : []),
  ])
}

/** Escapes of HTML and XML, with each usual escape of a quote. */
function htmlEncodings(text: string): string[] {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const angled = [escaped, escaped.replaceAll('>', '&gt;')]
  const quoted = angled.flatMap((variant) => [
    variant,
    ...['&quot;', '&#34;'].map((mark) => variant.replaceAll('"', mark)),
  ])
  return quoted.flatMap((variant) => [
    variant,
    ...['&#x27;', '&#39;', '&apos;'].map((mark) => variant.replaceAll("'", mark)),
  ])
}

/** Two digits a byte, in both cases. */
function hexEncodings(bytes: Uint8Array): string[] {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [digits, digits.toUpperCase()]
}

/**
 * The base64 characters that depend on these bytes alone, for each of the three possible alignments, in both alphabets.
 */
function base64Encodings(bytes: Uint8Array): string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = btoa(String.fromCharCode(...new Uint8Array(before), ...bytes))
    const aligned = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
    if (aligned.length < MIN_SUBSTRING_BYTES) return []
    return [aligned, aligned.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}

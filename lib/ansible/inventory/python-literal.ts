/**
 * Evaluates a value like Python 3's `ast.literal_eval` (Ansible's plugins/inventory/ini.py) and returns the text that
 * Ansible uses: `0x10` becomes `16`, `'q'` becomes `q`, `1e5` becomes `100000.0`. Any other text is returned unchanged;
 * so are lists and dictionaries, which no login variable uses.
 */

/** The value as text; undefined for `None`. */
export function evaluateLiteral(value: string): string | undefined {
  // Python ignores a comment after a number or a constant.
  const comment = value.indexOf('#')
  const code = comment > 0 ? value.slice(0, comment).trimEnd() : value
  if (code === 'None') return undefined
  return parseString(value) ?? parseNumber(code) ?? value
}

/** Python rejects longer numbers (`sys.get_int_max_str_digits`); they remain text. */
const MAX_DIGITS = 4300

const INTEGER =
  /^[-+]?(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?0)*|[1-9](?:_?\d)*)$/
const FLOAT = /^[-+]?(?:(?:\d(?:_?\d)*)?\.\d(?:_?\d)*|\d(?:_?\d)*\.?)(?:[eE][-+]?\d(?:_?\d)*)?$/

function parseNumber(value: string): string | undefined {
  const digits = value.replaceAll('_', '').replace(/^[-+]/, '')
  const negative = value.startsWith('-')
  if (INTEGER.test(value)) {
    if (digits.length > MAX_DIGITS) return undefined
    const text = String(BigInt(digits))
    return negative && text !== '0' ? `-${text}` : text
  }
  if (!FLOAT.test(value) || /^\d+$/.test(digits)) return undefined
  return (negative ? '-' : '') + floatText(Number(digits))
}

/** Formats like Python's `repr`: the same shortest digits as JavaScript, but other bounds for exponent notation. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return 'inf'
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  if (value !== 0 && (power < -4 || power >= 16)) {
    const sign = power < 0 ? '-' : '+'
    return `${mantissa}e${sign}${String(Math.abs(power)).padStart(2, '0')}`
  }
  const digits = mantissa.replace('.', '')
  if (power < 0) return `0.${'0'.repeat(-power - 1)}${digits}`
  const whole = digits.slice(0, power + 1).padEnd(power + 1, '0')
  return `${whole}.${digits.slice(power + 1) || '0'}`
}

const STRING =
  /^([uUbB]|[rR]|[bB][rR]|[rR][bB])?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")(?:\s*#[^\n]*)?$/su

function parseString(value: string): string | undefined {
  const found = STRING.exec(value)
  if (!found) return undefined
  const inner = found[2] ?? found[3] ?? ''
  const prefix = (found[1] ?? '').toLowerCase()
  if (prefix.includes('r')) return inner
  return unescapeString(inner)
}

const LETTERS: Record<string, string> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|(.))/gsu
const BEYOND_UNICODE = 0x110000

/** Undefined if Python would reject the string. An unknown escape is left unchanged. */
function unescapeString(text: string): string | undefined {
  let isInvalid = false
  const read = text.replace(ESCAPE, (whole, ...groups: (string | undefined)[]) => {
    const [two, four, eight, octal, letter = ''] = groups
    const hex = two ?? four ?? eight
    if (hex === undefined && octal === undefined) {
      if ('xuUN'.includes(letter)) isInvalid = true
      return LETTERS[letter] ?? whole
    }
    const code = hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16)
    if (code >= BEYOND_UNICODE) isInvalid = true
    return isInvalid ? '' : String.fromCodePoint(code)
  })
  return isInvalid ? undefined : read
}

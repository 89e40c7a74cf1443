/** Encodings of a canary in bytes. Separate from the product's list, so as not to share its omissions. */
const MIN_LENGTH = 8

export function canaryEncodings(canary: string): string[] {
  const texts = [canary, ...inJson(canary), ...inShell(canary), ...inUrl(canary), ...inHtml(canary)]
  const bytes = [canary, JSON.stringify(canary).slice(1, -1)].map((text) => Buffer.from(text))
  const cores = canary.split(/[^A-Za-z0-9]+/)
  const all = [...texts, ...bytes.flatMap(inBase64), ...bytes.flatMap(inHex), ...cores]
  return [...new Set(all)].filter(({ length }) => length >= MIN_LENGTH)
}

function inJson(canary: string): string[] {
  const once = JSON.stringify(canary).slice(1, -1)
  return [once, JSON.stringify(once).slice(1, -1), once.replaceAll('/', '\\/')]
}

function inShell(canary: string): string[] {
  return [
    canary.replaceAll("'", "'\\''"),
    canary.replaceAll("'", `'"'"'`),
    canary.replace(/[$`"\\]/g, '\\$&'),
    canary.replace(/[^\w@%+=:,./-]/g, '\\$&'),
  ]
}

function inUrl(canary: string): string[] {
  const component = encodeURIComponent(canary)
  return [
    component,
    encodeURI(canary),
    new URLSearchParams({ m: canary }).toString().slice(2),
    component.toLowerCase(),
  ]
}

function inHtml(canary: string): string[] {
  const some = canary.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  return [some, some.replaceAll("'", '&#x27;'), some.replaceAll("'", '&#39;')]
}

/** For each of the three alignments in base64: the characters that depend on the canary alone. */
function inBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const characters = whole.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
    return [characters, characters.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

const inHex = (bytes: Buffer): string[] => [bytes.toString('hex'), bytes.toString('hex').toUpperCase()]

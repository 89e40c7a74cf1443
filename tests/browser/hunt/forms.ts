/** Encodings of a mark in bytes. This list is separate from the product's, which would miss what the product misses. */
const SHORTEST = 8

export function markForms(mark: string): string[] {
  const texts = [mark, ...inJson(mark), ...inShell(mark), ...inUrl(mark), ...inHtml(mark)]
  const bytes = [mark, JSON.stringify(mark).slice(1, -1)].map((text) => Buffer.from(text))
  const cores = mark.split(/[^A-Za-z0-9]+/)
  const all = [...texts, ...bytes.flatMap(inBase64), ...bytes.flatMap(inHex), ...cores]
  return [...new Set(all)].filter(({ length }) => length >= SHORTEST)
}

function inJson(mark: string): string[] {
  const once = JSON.stringify(mark).slice(1, -1)
  return [once, JSON.stringify(once).slice(1, -1), once.replaceAll('/', '\\/')]
}

function inShell(mark: string): string[] {
  return [
    mark.replaceAll("'", "'\\''"),
    mark.replaceAll("'", `'"'"'`),
    mark.replace(/[$`"\\]/g, '\\$&'),
    mark.replace(/[^\w@%+=:,./-]/g, '\\$&'),
  ]
}

function inUrl(mark: string): string[] {
  const component = encodeURIComponent(mark)
  return [
    component,
    encodeURI(mark),
    new URLSearchParams({ m: mark }).toString().slice(2),
    component.toLowerCase(),
  ]
}

function inHtml(mark: string): string[] {
  const some = mark.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  return [some, some.replaceAll("'", '&#x27;'), some.replaceAll("'", '&#39;')]
}

/** For each of the three alignments in base64: the characters that depend on the mark alone. */
function inBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const own = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

const inHex = (bytes: Buffer): string[] => [bytes.toString('hex'), bytes.toString('hex').toUpperCase()]

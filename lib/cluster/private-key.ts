/**
 * What kind of private key a text is, told from its armour alone. Neither decrypts nor checks it: the host does that.
 * Formats: OpenSSH's PROTOCOL.key; RFC 1421 headers of PEM (`Proc-Type: 4,ENCRYPTED`).
 */
export type PrivateKeyFormat =
  | { kind: 'key'; encrypted: boolean }
  /** `public`, `putty` and `pkcs8` are keys that cannot be used here, each with another way out. */
  | { kind: 'public' | 'putty' | 'pkcs8' | 'broken' | 'none' }

/** PEM names that both OpenSSH and ssh2 read; PKCS #8 (`PRIVATE KEY` alone) only OpenSSH does. */
const PEM = new Set(['RSA PRIVATE KEY', 'DSA PRIVATE KEY', 'EC PRIVATE KEY'])
const OPENSSH = 'OPENSSH PRIVATE KEY'
const MAGIC = 'openssh-key-v1\0'
const BEGIN = '-----BEGIN '
const DASHES = '-----'

export function parsePrivateKey(text: string): PrivateKeyFormat {
  const lines = text.trim().split(/\r?\n/)
  const head = lines[0] ?? ''
  if (head.startsWith('PuTTY-User-Key-File-')) return { kind: 'putty' }
  if (/^(?:ssh-|ecdsa-|sk-)/.test(head) || head.includes('PUBLIC KEY')) return { kind: 'public' }
  if (!head.startsWith(BEGIN) || !head.endsWith(DASHES)) return { kind: 'none' }
  const name = head.slice(BEGIN.length, -DASHES.length)
  if (name === 'PRIVATE KEY' || name === 'ENCRYPTED PRIVATE KEY') return { kind: 'pkcs8' }
  if (name !== OPENSSH && !PEM.has(name)) return { kind: 'none' }
  if (lines.length < 3 || lines.at(-1)?.trim() !== `-----END ${name}-----`) return { kind: 'broken' }
  const body = lines.slice(1, -1)
  return name === OPENSSH ? parseOpenssh(body.join('')) : parsePem(body)
}

function parsePem(body: readonly string[]): PrivateKeyFormat {
  const encrypted = body.some((line) => line.startsWith('Proc-Type:') && line.includes('ENCRYPTED'))
  return { kind: 'key', encrypted }
}

/** After the magic come two strings, cipher and kdf, each with its length before it; `none` is no encryption. */
function parseOpenssh(base64: string): PrivateKeyFormat {
  const bytes = decodeBase64(base64)
  if (!bytes?.startsWith(MAGIC)) return { kind: 'broken' }
  const cipher = readString(bytes, MAGIC.length)
  const kdf = cipher && readString(bytes, cipher.end)
  return kdf ? { kind: 'key', encrypted: kdf.text !== 'none' } : { kind: 'broken' }
}

function readString(bytes: string, at: number): { text: string; end: number } | undefined {
  let length = 0
  for (let index = at; index < at + 4; index += 1) length = length * 256 + (bytes.charCodeAt(index) || 0)
  const end = at + 4 + length
  return end <= bytes.length ? { text: bytes.slice(at + 4, end), end } : undefined
}

function decodeBase64(base64: string): string | undefined {
  try {
    return atob(base64)
  } catch {
    return undefined
  }
}

/**
 * The format of a private key, detected by its header and footer. The key is neither decrypted nor verified.
 * Formats: OpenSSH's PROTOCOL.key; RFC 1421 headers of PEM (`Proc-Type: 4,ENCRYPTED`).
 */
export type PrivateKeyFormat =
  | { kind: 'key'; encrypted: boolean }
  /** `public`, `putty` and `pkcs8` are unsupported keys, each with its own remedy. */
  | { kind: 'public' | 'putty' | 'pkcs8' | 'broken' | 'none' }

/** PEM types that OpenSSH and ssh2 support. ssh2 does not support PKCS #8 (`PRIVATE KEY`). */
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

/** The magic is followed by two length-prefixed strings, cipher and KDF. An unencrypted key has the KDF `none`. */
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

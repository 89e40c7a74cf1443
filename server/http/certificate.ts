/**
 * The server's certificate: the user's, or a self-signed one created at the first start. Browsers do not trust the latter,
 * so its fingerprint is printed with the address for comparison.
 */
import { X509Certificate } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { sealed, type Vault } from '../clusters/vault'
import { readJson, writeJson } from '../json-file'

export interface Certificate {
  cert: string
  key: string
}

const DAY_MS = 86_400_000
/** Browsers reject certificates with a longer validity. */
const VALID_DAYS = 397
const RENEW_BEFORE_DAYS = 30

/** Binds the sealed private key to its purpose. */
const SEAL_PURPOSE = 'certificate'

/**
 * Returns the stored self-signed certificate, or a new one if it is missing, expires soon or lacks a name or address. Its
 * private key is sealed, so that a copy of the data folder does not allow impersonating this server.
 */
export async function selfSignedCertificate(
  dataFolder: string,
  host: string,
  vault: Vault,
): Promise<Certificate> {
  const folder = join(dataFolder, 'tls')
  const paths = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.json') }
  const names = reachableNames(host)
  const stored = await readSelfSigned(paths, vault).catch(() => undefined)
  if (stored && covers(stored, names)) return stored
  // Earlier versions stored the private key unsealed, so a backup may contain it. Replace the certificate as well.
  await rm(join(folder, 'key.pem'), { force: true })
  const created = await generateCertificate(names)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeJson(paths.key, await vault.seal(created.key, SEAL_PURPOSE))
  await writeFileAtomic(paths.cert, created.cert, { mode: 0o600 })
  return created
}

async function readSelfSigned(paths: Certificate, vault: Vault): Promise<Certificate | undefined> {
  const sealedKey = await readJson(paths.key, sealed)
  if (!sealedKey) return undefined
  return { cert: await readFile(paths.cert, 'utf8'), key: await vault.open(sealedKey, SEAL_PURPOSE) }
}

export async function readCertificate(paths: Certificate): Promise<Certificate> {
  const [cert, key] = await Promise.all([readFile(paths.cert, 'utf8'), readFile(paths.key, 'utf8')])
  return { cert, key }
}

/** SHA-256 fingerprint in the format of browsers: `AB:CD:…`. */
export const fingerprint = ({ cert }: Certificate): string => new X509Certificate(cert).fingerprint256

/** The DNS names in a certificate. */
export const dnsNames = ({ cert }: Certificate): string[] =>
  [...(new X509Certificate(cert).subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map(
    ([, name = '']) => name,
  )

/** Whether a certificate is valid for long enough that it needs no renewal. */
export const isFresh = ({ cert }: Certificate): boolean =>
  Date.parse(new X509Certificate(cert).validTo) - Date.now() > RENEW_BEFORE_DAYS * DAY_MS

function covers({ cert, key }: Certificate, names: readonly string[]): boolean {
  const certificate = new X509Certificate(cert)
  const isCovered = (name: string) =>
    (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined
  return isFresh({ cert, key }) && names.every(isCovered)
}

/**
 * Loads `selfsigned` on demand, because it is larger than the rest of the startup. Uses its default export: the named
 * exports are missing in the bundle.
 */
async function generateCertificate(names: readonly string[]): Promise<Certificate> {
  const {
    default: { generate },
  } = await import('selfsigned')
  const altNames = names.map((name) =>
    isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name },
  )
  const created = await generate([{ name: 'commonName', value: `Taskbox on ${hostname()}`.slice(0, 64) }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  })
  return { cert: created.cert, key: created.private }
}

/** The names and addresses by which browsers reach this server: this machine's, and the one it listens on. */
function reachableNames(host: string): string[] {
  const isWildcard = host === '0.0.0.0' || host === '::'
  const addresses = Object.values(networkInterfaces())
    .flatMap((interfaces) => interfaces ?? [])
    .filter(({ scopeid }) => !scopeid)
    .map(({ address }) => address)
  const name = /^[\w.-]+$/.test(hostname()) ? [hostname()] : []
  return [...new Set(['localhost', ...name, ...(isWildcard ? addresses : ['127.0.0.1', host])])]
}

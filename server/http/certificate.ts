/**
 * The server's certificate: the user's own, or one made at the first start. A browser cannot know ours; its fingerprint
 * is printed beside the address, to be compared with what the browser shows.
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
/** Browsers refuse what is valid for longer. */
const VALID_DAYS = 397
const RENEW_BEFORE_DAYS = 30

/** Binds the sealed key to its use. */
const PLACE = 'certificate'

/**
 * The one that was made earlier, or a new one where there is none, it runs out soon or an address is missing in it. Its
 * key is sealed: a copy of the data folder does not let anyone pass for this server.
 */
export async function selfSignedCertificate(
  dataFolder: string,
  host: string,
  vault: Vault,
): Promise<Certificate> {
  const folder = join(dataFolder, 'tls')
  const paths = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.json') }
  const names = reachableNames(host)
  const kept = await readOwn(paths, vault).catch(() => undefined)
  if (kept && covers(kept, names)) return kept
  // A key that an earlier version left unsealed may be in a backup, so its certificate is replaced as well.
  await rm(join(folder, 'key.pem'), { force: true })
  const made = await generateCertificate(names)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeJson(paths.key, await vault.seal(made.key, PLACE))
  await writeFileAtomic(paths.cert, made.cert, { mode: 0o600 })
  return made
}

async function readOwn(paths: Certificate, vault: Vault): Promise<Certificate | undefined> {
  const stored = await readJson(paths.key, sealed)
  if (!stored) return undefined
  return { cert: await readFile(paths.cert, 'utf8'), key: await vault.open(stored, PLACE) }
}

export async function readCertificate(paths: Certificate): Promise<Certificate> {
  const [cert, key] = await Promise.all([readFile(paths.cert, 'utf8'), readFile(paths.key, 'utf8')])
  return { cert, key }
}

/** SHA-256 of the certificate as browsers show it: `AB:CD:…`. */
export const fingerprint = ({ cert }: Certificate): string => new X509Certificate(cert).fingerprint256

/** The names that a certificate is good for, to be taken for this server's own. */
export const dnsNames = ({ cert }: Certificate): string[] =>
  [...(new X509Certificate(cert).subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map(
    ([, name = '']) => name,
  )

/** Whether a certificate is good for long enough that it need not be renewed. */
export const isFresh = ({ cert }: Certificate): boolean =>
  Date.parse(new X509Certificate(cert).validTo) - Date.now() > RENEW_BEFORE_DAYS * DAY_MS

function covers({ cert, key }: Certificate, names: readonly string[]): boolean {
  const certificate = new X509Certificate(cert)
  const fits = (name: string) =>
    (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined
  return isFresh({ cert, key }) && names.every(fits)
}

/**
 * Loaded when it is needed, once in a year: it is larger than all the rest of the server's start. By its default: other
 * names are not there once it is bundled.
 */
async function generateCertificate(names: readonly string[]): Promise<Certificate> {
  const {
    default: { generate },
  } = await import('selfsigned')
  const altNames = names.map((name) =>
    isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name },
  )
  const made = await generate([{ name: 'commonName', value: `Taskbox on ${hostname()}`.slice(0, 64) }], {
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
  return { cert: made.cert, key: made.private }
}

/** All that somebody may type to get here: this machine's name and addresses, and what it was told to listen on. */
function reachableNames(host: string): string[] {
  const everywhere = host === '0.0.0.0' || host === '::'
  const own = Object.values(networkInterfaces())
    .flatMap((interfaces) => interfaces ?? [])
    .filter(({ scopeid }) => !scopeid)
    .map(({ address }) => address)
  const name = /^[\w.-]+$/.test(hostname()) ? [hostname()] : []
  return [...new Set(['localhost', ...name, ...(everywhere ? own : ['127.0.0.1', host])])]
}

/**
 * The access token: made at the first start, kept in the data folder so that a restarted server knows its browsers
 * again. The cookie holds a value derived from it, so the printed address is not what travels with each request.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'

const TOKEN_BYTES = 24

export interface Access {
  /** What the printed address carries. */
  token: string
  /** What the cookie carries. */
  session: string
  /** Cookies do not know ports; two servers on one machine must not sign each other out. */
  cookie: string
}

export async function loadAccess(path: string): Promise<Access> {
  const kept = await readFile(path, 'utf8').catch(() => '')
  const token = /^[\w-]{32,}\s*$/.test(kept) ? kept.trim() : await makeToken(path)
  return {
    token,
    session: digest(`session ${token}`),
    cookie: `taskbox_${digest(`cookie ${token}`).slice(0, 8)}`,
  }
}

async function makeToken(path: string): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFileAtomic(path, `${token}\n`, { mode: 0o600 })
  return token
}

/** Compares without telling by its duration how much was right. */
export function same(given: string, wanted: string): boolean {
  return timingSafeEqual(Buffer.from(digest(given)), Buffer.from(digest(wanted)))
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

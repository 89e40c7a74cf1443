/** The server's log: JSON lines on standard error. Standard output is reserved for the results of commands. */
import pino from 'pino'

export type Log = pino.Logger

/** Keys that may contain a secret; they are removed from each log line, up to three levels deep. */
const SECRET_KEYS = [
  'password',
  'privateKey',
  'passphrase',
  'sudoPassword',
  'token',
  'secrets',
  'draft',
  'patch',
]

export function createLog(level: string): Log {
  const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`])
  return pino({ level, base: null, redact: { paths, remove: true } }, pino.destination({ fd: 2, sync: true }))
}

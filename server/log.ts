/** The server's own log, JSON lines on standard error: standard output belongs to what a command promises. */
import pino from 'pino'

export type Log = pino.Logger

/** Paths that may carry a secret are removed before a line is written, wherever they stand. */
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

/** The session's cookie: one name a Taskbox, since cookies know no ports. */
import type { IncomingMessage } from 'node:http'
import type { Session } from './sessions'

const MONTH_SECONDS = 30 * 24 * 3600

export interface CookieNames {
  operator: string
  /** A name of its own: a watch link must not sign out an operator who opens it. */
  watcher: string
}

/** `__Host-` makes a browser refuse the cookie from anything but TLS and this very host. */
export function cookieNames(name: string, tls: boolean): CookieNames {
  const prefix = tls ? '__Host-' : ''
  return { operator: `${prefix}taskbox_${name}`, watcher: `${prefix}taskbox_watch_${name}` }
}

/** Another server of the same host can set cookies of the same name with a longer path, which browsers send first. */
const MAX_COOKIES_PER_NAME = 16

export function readCookies({ headers }: IncomingMessage, name: string): string[] {
  const cookies = (headers.cookie ?? '').split(/;\s*/)
  return cookies
    .filter((cookie) => cookie.startsWith(`${name}=`))
    .slice(0, MAX_COOKIES_PER_NAME)
    .map((cookie) => cookie.slice(name.length + 1))
}

/** The server ends a session by itself; the browser only must not forget it earlier. */
export const sessionCookie = (
  names: CookieNames,
  role: Session['role'],
  value: string,
  tls: boolean,
): string =>
  `${names[role]}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${MONTH_SECONDS}${tls ? '; Secure' : ''}`

export const expiredCookie = (names: CookieNames, role: Session['role'], tls: boolean): string =>
  `${names[role]}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${tls ? '; Secure' : ''}`

/** The session cookies. Their names differ per Taskbox, because cookies ignore ports. */
import type { IncomingMessage } from 'node:http'
import type { Session } from './sessions'

const MONTH_SECONDS = 30 * 24 * 3600

export interface CookieNames {
  operator: string
  /** A separate name, so that opening a share link does not sign an operator out. */
  viewer: string
  /** The name that earlier versions gave the cookies of viewers. */
  formerViewer: string
}

/** With the prefix `__Host-`, browsers accept the cookie only over TLS and from exactly this host. */
export function cookieNames(name: string, tls: boolean): CookieNames {
  const prefix = tls ? '__Host-' : ''
  return {
    operator: `${prefix}taskbox_${name}`,
    viewer: `${prefix}taskbox_share_${name}`,
    formerViewer: `${prefix}taskbox_watch_${name}`,
  }
}

/** Another server on this host can set cookies of the same name and a longer path, which browsers send first. */
const MAX_COOKIES_PER_NAME = 16

export function readCookies({ headers }: IncomingMessage, name: string): string[] {
  const cookies = (headers.cookie ?? '').split(/;\s*/)
  return cookies
    .filter((cookie) => cookie.startsWith(`${name}=`))
    .slice(0, MAX_COOKIES_PER_NAME)
    .map((cookie) => cookie.slice(name.length + 1))
}

/** `Set-Cookie` of a session. It outlives every session, because the server decides when a session ends. */
export const sessionCookie = (
  names: CookieNames,
  role: Session['role'],
  value: string,
  tls: boolean,
): string =>
  `${names[role]}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${MONTH_SECONDS}${tls ? '; Secure' : ''}`

/** `Set-Cookie` values that delete the cookies of a role. */
export const expiredCookies = (names: CookieNames, role: Session['role'], tls: boolean): string[] =>
  (role === 'operator' ? [names.operator] : [names.viewer, names.formerViewer]).map(
    (name) => `${name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${tls ? '; Secure' : ''}`,
  )

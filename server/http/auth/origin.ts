/**
 * Whether a request comes from our own page and means our own server. A page elsewhere can make a browser send requests
 * here (cross-site requests), or name our address as its own (DNS rebinding): `Host` is then a name that is none of ours.
 */
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'

/** The names of this machine. An address is always fine: rebinding needs a name. */
export function machineNames(): string[] {
  const name = hostname().toLowerCase()
  return ['localhost', name, name.split('.')[0] ?? name]
}

/** `Host` as a browser writes it: a name or an address, perhaps with a port; IPv6 in brackets. */
export function isAllowedHost({ headers: { host } }: IncomingMessage, names: ReadonlySet<string>): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false
  const { hostname: name, pathname, username, search } = new URL(`http://${host}`)
  if (pathname !== '/' || username !== '' || search !== '') return false
  const bare = name.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  return isIP(bare) !== 0 || names.has(bare)
}

/** Whether a page elsewhere makes the browser fetch something, unlike a link that somebody follows. */
export function isCrossSiteFetch({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  if (site !== 'cross-site' && site !== 'same-site') return false
  return headers['sec-fetch-mode'] !== 'navigate' || headers['sec-fetch-dest'] !== 'document'
}

/** Whether a page elsewhere leads the browser here by itself: no link was clicked, no form was sent by hand. */
export function isUnpromptedNavigation({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  return (site === 'cross-site' || site === 'same-site') && headers['sec-fetch-user'] !== '?1'
}

/**
 * Programs and plain links name no origin; browsers do for a socket and for whatever changes something. Newer ones say
 * of every request where it comes from (`Sec-Fetch-Site`).
 */
export function isSameOrigin({ headers }: IncomingMessage, scheme: 'http' | 'https'): boolean {
  const { origin, host } = headers
  const site = headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') return false
  // A form of a page that names no referrer says "null"; only the browser itself can say that it is of this origin.
  if (origin === 'null') return site === 'same-origin'
  return origin === undefined || origin === `${scheme}://${host}`
}

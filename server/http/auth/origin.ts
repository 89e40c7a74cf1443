/**
 * Validates `Host` and the origin of a request. Another site can make a browser send requests here (cross-site request
 * forgery), or resolve its own name to our address (DNS rebinding); in the latter case `Host` is not one of our names.
 */
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'

/** The names of this machine, in lower case. IP addresses are always accepted, because DNS rebinding needs a name. */
export function machineNames(): string[] {
  const name = hostname().toLowerCase()
  return ['localhost', name, name.split('.')[0] ?? name]
}

/** Whether `Host` is an IP address or an allowed name, with or without a port. */
export function isAllowedHost({ headers: { host } }: IncomingMessage, names: ReadonlySet<string>): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false
  const { hostname: name, pathname, username, search } = new URL(`http://${host}`)
  if (pathname !== '/' || username !== '' || search !== '') return false
  const bare = name.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  return isIP(bare) !== 0 || names.has(bare)
}

/** Whether another site's page fetches this URL, as opposed to linking to it. */
export function isCrossSiteFetch({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  if (site !== 'cross-site' && site !== 'same-site') return false
  return headers['sec-fetch-mode'] !== 'navigate' || headers['sec-fetch-dest'] !== 'document'
}

/** Whether another site navigated the browser here without a click or a submitted form. */
export function isUnpromptedNavigation({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  return (site === 'cross-site' || site === 'same-site') && headers['sec-fetch-user'] !== '?1'
}

/**
 * Whether a request is same-origin. Browsers send `Origin` with sockets and with unsafe methods, and newer ones send
 * `Sec-Fetch-Site` with every request. Requests without both, from programs and plain links, count as same-origin.
 */
export function isSameOrigin({ headers }: IncomingMessage, scheme: 'http' | 'https'): boolean {
  const { origin, host } = headers
  const site = headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') return false
  // With `Referrer-Policy: no-referrer`, forms send "null". `Sec-Fetch-Site` is trustworthy: pages cannot set it.
  if (origin === 'null') return site === 'same-origin'
  return origin === undefined || origin === `${scheme}://${host}`
}

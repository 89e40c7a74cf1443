/** What a watcher may: look at one run. Everything that is not named here is an operator's. */
import type { RequestName } from '@/lib/contract/socket'
import type { Session } from './sessions'

const VIEWER_REQUESTS: ReadonlySet<RequestName> = new Set([
  'runs.watch',
  'runs.follow',
  'runs.outline',
  'runs.leave',
])

/** A file of `public`: no page and no route has such an ending. */
const PUBLIC_FILE = /^\/(?:[\w-]+\/)?[\w-]+\.(?:svg|png|ico|webmanifest)$/

/** Whether there is a payload with which a session may ask this; what is refused here need not be parsed. */
export const isAllowedRequestName = ({ role }: Session, name: RequestName): boolean =>
  role === 'operator' || VIEWER_REQUESTS.has(name)

/** Whether a session may ask this over the socket. `payload` is as the client sent it. */
export function isAllowedRequest(session: Session, name: RequestName, payload: unknown): boolean {
  if (session.role === 'operator') return true
  return isAllowedRequestName(session, name) && runIdOf(payload) === session.run
}

/** What the build made for the browser. */
const STATIC_FILE = /^\/_next\/static\/[\w./~-]+$/

/** The address of a page, or of a page that does not exist: Next's own addresses begin with `_`, the routes with `api`. */
const PAGE = /^\/(?:(?!api(?:\/|$))[a-z][\w.~-]*(?:\/[\w~-][\w.~-]*)*\/?)?$/i

/** A path segment of dots alone, which leads elsewhere. */
const DOTS = /(?:^|\/)\.+(?:\/|$)/

/**
 * Whether a request needs the session's page key. Only navigations and static files come without it, since a browser
 * sends nothing but cookies with them; pages hold no data of clusters or runs.
 */
export function needsPageKey(method: string, path: string): boolean {
  if (method !== 'GET' && method !== 'HEAD') return true
  // Next decodes percent-encoded characters before it routes.
  const decoded = decodePath(path)
  if (decoded === undefined || DOTS.test(decoded)) return true
  return ![PAGE, STATIC_FILE, PUBLIC_FILE].some((allowed) => allowed.test(decoded))
}

/**
 * Whether a request needs the token again: one that shows secrets, and one that brings a package, whose scripts would
 * run as root on the taskbox and read the passwords of earlier installs there.
 */
export function needsConfirmation(method: string, { pathname, searchParams }: URL): boolean {
  return searchParams.get('secrets') === '1' || isPackageUpload(method, pathname)
}

/** The route whose body is a package's tarball. */
export const isPackageUpload = (method: string, path: string): boolean =>
  method === 'POST' && /^\/+api\/+clusters\/+[^/]+\/+tarball\/*$/i.test(decodePath(path) ?? '')

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

/** A run's log by line numbers. */
const LOG_SUBPATHS = ['/lines', '/search']

/** Whether a session may have this address. */
export function isAllowedPath(session: Session, method: string, path: string): boolean {
  if (session.role === 'operator') return true
  if (method !== 'GET' && method !== 'HEAD') return false
  if (STATIC_FILE.test(path) || PUBLIC_FILE.test(path)) return true
  const log = `/api/runs/${session.run}/log`
  return (
    path === viewerPagePath(session.run ?? '') ||
    path === log ||
    LOG_SUBPATHS.some((part) => path === log + part)
  )
}

/** Where a watcher sees its run. */
export const viewerPagePath = (run: string): string => `/runs/${run}`

const runIdOf = (payload: unknown): unknown =>
  typeof payload === 'object' && payload !== null && 'run' in payload ? payload.run : undefined

/** The permissions of each role. A viewer sees one run; everything not listed here is for operators only. */
import type { RequestName } from '@/lib/contract/socket'
import { tryDecodeURIComponent } from '../try-decode'
import type { Session } from './sessions'

const VIEWER_REQUESTS: ReadonlySet<RequestName> = new Set([
  'runs.watch',
  'runs.follow',
  'runs.outline',
  'runs.leave',
])

/** A file of `public`. No page and no route has one of these extensions. */
const PUBLIC_FILE = /^\/(?:[\w-]+\/)?[\w-]+\.(?:svg|png|ico|webmanifest)$/

/** Whether a session may send this request with some payload; if not, the payload need not be parsed. */
export const isAllowedRequestName = ({ role }: Session, name: RequestName): boolean =>
  role === 'operator' || VIEWER_REQUESTS.has(name)

/** Whether a session may send this request over the socket. `payload` is not validated yet. */
export function isAllowedRequest(session: Session, name: RequestName, payload: unknown): boolean {
  if (session.role === 'operator') return true
  return isAllowedRequestName(session, name) && runIdOf(payload) === session.run
}

/** A static file of the build. */
const STATIC_FILE = /^\/_next\/static\/[\w./~-]+$/

/** The path of a page, existing or not. Paths of Next begin with `_`, and those of routes with `api`. */
const PAGE_PATH = /^\/(?:(?!api(?:\/|$))[a-z][\w.~-]*(?:\/[\w~-][\w.~-]*)*\/?)?$/i

/** A path segment that consists of dots. */
const DOT_SEGMENT = /(?:^|\/)\.+(?:\/|$)/

/**
 * Whether a request needs the session's page key. Navigations and static files do not, because browsers send only cookies
 * with them; pages contain no data of clusters or runs.
 */
export function needsPageKey(method: string, path: string): boolean {
  if (method !== 'GET' && method !== 'HEAD') return true
  // Next decodes percent-encoded characters before it routes.
  const decoded = tryDecodeURIComponent(path)
  if (decoded === undefined || DOT_SEGMENT.test(decoded)) return true
  return ![PAGE_PATH, STATIC_FILE, PUBLIC_FILE].some((allowed) => allowed.test(decoded))
}

/**
 * Whether a request needs a confirmed token: one that shows secrets, or uploads a package. A package's scripts run as root
 * on the taskbox and can read the passwords of earlier installations there.
 */
export function needsConfirmation(method: string, { pathname, searchParams }: URL): boolean {
  return searchParams.get('secrets') === '1' || isPackageUpload(method, pathname)
}

/** Whether a request uploads a package. */
export const isPackageUpload = (method: string, path: string): boolean =>
  method === 'POST' && /^\/+api\/+clusters\/+[^/]+\/+tarball\/*$/i.test(tryDecodeURIComponent(path) ?? '')

/** Routes of its run that a viewer may request. */
const VIEWER_ROUTES = ['log', 'log/lines', 'log/search', 'bundle', 'issue']

/** Whether a session may request this path. */
export function isAllowedPath(session: Session, method: string, path: string): boolean {
  if (session.role === 'operator') return true
  if (method !== 'GET' && method !== 'HEAD') return false
  if (STATIC_FILE.test(path) || PUBLIC_FILE.test(path)) return true
  return (
    path === viewerPagePath(session.run ?? '') ||
    VIEWER_ROUTES.some((route) => path === `/api/runs/${session.run}/${route}`)
  )
}

/** Path of the page that shows a run to a viewer. */
export const viewerPagePath = (run: string): string => `/runs/${run}`

const runIdOf = (payload: unknown): unknown =>
  typeof payload === 'object' && payload !== null && 'run' in payload ? payload.run : undefined

/**
 * The auth middleware: pages, downloads, static files and the socket all require a session. Opening the printed address
 * exchanges its token for a session and redirects to the address without the token. The cookie alone authorizes pages and
 * static files; data and actions also need the page key.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FailureKind } from '@/lib/contract/failure'
import { PAGE_KEY_HEADER } from '@/lib/contract/handshake'
import { chooseLanguage } from '@/lib/messages/languages'
import type { AuditLog } from '../../audit/audit-log'
import { clientNetwork, unmapIPv4 } from '../client-address'
import { HttpRateLimiter } from '../http-rate-limiter'
import { sendFailure } from '../responses'
import { setSecurityHeaders } from '../security-headers'
import { tryDecodeURIComponent } from '../try-decode'
import type { Auth } from './auth'
import { type CookieNames, cookieNames, expiredCookies, readCookies, sessionCookie } from './cookies'
import { type LoginNotice, sendInvalidLinkPage, sendLoginPage, sendSignedInPage } from './login-page'
import type { LoginResult, Verifier } from './login-rate-limiter'
import { isAllowedHost, isCrossSiteFetch, isSameOrigin, isUnpromptedNavigation, machineNames } from './origin'
import {
  isAllowedPath,
  isPackageUpload,
  needsConfirmation,
  needsPageKey,
  viewerPagePath,
} from './permissions'
import { readForm } from './read-form'
import { actorOf, hasPageKey, type Session } from './sessions'

export interface AuthMiddlewareOptions extends Auth {
  audit: AuditLog
  tls: boolean
  dev: boolean
  /** Accepted values of `Host`, in addition to this machine's own names. */
  hostNames: readonly string[]
  /**
   * The loopback address that the server listens on, as in a URL; `undefined` if it is not a loopback address. Requests to
   * names of this machine are redirected to it. Browsers may resolve such a name to another loopback address, where any
   * local user can listen on the same port and would receive the cookie and the page key.
   */
  loopback?: string | undefined
}

/** Longer than any page key; longer input is rejected before it is hashed. */
const MAX_PAGE_KEY_LENGTH = 64

interface RequestContext {
  request: IncomingMessage
  response: ServerResponse
  url: URL
  nonce: string
  /** Seconds until the client may send more requests; 0: it is within its rate. */
  waitSeconds: number
}

export class AuthMiddleware {
  readonly #allowedHosts: ReadonlySet<string>
  readonly #redirectedHosts: ReadonlySet<string>
  readonly #cookieNames: CookieNames

  constructor(
    private readonly options: AuthMiddlewareOptions,
    private readonly limiter = new HttpRateLimiter(),
  ) {
    const configured = options.hostNames.map((name) => name.toLowerCase())
    const ownNames = machineNames().filter((name) => !configured.includes(name))
    this.#allowedHosts = new Set(options.loopback ? configured : [...configured, ...ownNames])
    this.#redirectedHosts = new Set(options.loopback ? ownNames : [])
    this.#cookieNames = cookieNames(options.credentials.name, options.tls)
  }

  /**
   * The session of a request's cookie, if any. Other servers on this host receive the cookie as well, so the cookie alone
   * authorizes only pages, which contain no data.
   */
  findSession(request: IncomingMessage): Session | undefined {
    return this.#sessionsOf(request)[0]
  }

  /** The session of a request with both halves: the cookie and the page key. */
  authenticate(request: IncomingMessage, pageKey: unknown): Session | undefined {
    if (typeof pageKey !== 'string' || pageKey.length > MAX_PAGE_KEY_LENGTH) return undefined
    return this.#sessionsOf(request).find((session) => hasPageKey(session, pageKey))
  }

  /** The key for the rate limit. Requests with only the cookie count separately, because other servers receive it. */
  #clientOf(request: IncomingMessage): string {
    const session = this.authenticate(request, request.headers[PAGE_KEY_HEADER])
    if (session) return `session ${session.id}`
    const cookieSession = this.findSession(request)
    return cookieSession ? `cookie ${cookieSession.id}` : clientNetwork(request.socket.remoteAddress ?? '')
  }

  #sessionsOf(request: IncomingMessage): Session[] {
    if (!isAllowedHost(request, this.#allowedHosts) || !isSameOrigin(request, this.#scheme)) return []
    return [this.#cookieNames.operator, this.#cookieNames.viewer, this.#cookieNames.formerViewer]
      .flatMap((name) => readCookies(request, name))
      .flatMap((value) => this.options.sessions.find(value) ?? [])
  }

  /**
   * Counts a socket handshake against the rate limit. Cross-site handshakes are rejected anyway and do not count.
   * @returns seconds to wait; 0: the handshake is allowed
   */
  async consumeHandshake(request: IncomingMessage): Promise<number> {
    if (!isAllowedHost(request, this.#allowedHosts) || isCrossSiteFetch(request)) return 0
    return this.limiter.consume(this.#clientOf(request))
  }

  /** Sets the headers of every response. @returns the nonce for the page's scripts */
  setSecurityHeaders(request: IncomingMessage, response: ServerResponse): string {
    return setSecurityHeaders(request, response, this.options)
  }

  /** @returns whether the request may proceed; otherwise it has been answered */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    // A pipelined request after a response that closed the connection.
    if (request.socket.destroyed) return false
    const nonce = this.setSecurityHeaders(request, response)
    const url = parseUrl(request)
    if (!url) return sendStatus(response, 400)
    if (isAllowedHost(request, this.#redirectedHosts) && !isAllowedHost(request, this.#allowedHosts))
      return this.#redirectToLoopback(request, response, url)
    if (!isAllowedHost(request, this.#allowedHosts)) return sendStatus(response, 421)
    if (isCrossSiteFetch(request)) return sendStatus(response, 403)
    const waitSeconds = await this.limiter.consume(this.#clientOf(request))
    const context = { request, response, url, nonce, waitSeconds }
    const { pathname, searchParams } = url
    const method = request.method ?? ''
    if (method === 'GET' && searchParams.has('token')) return this.#loginByUrl(context)
    if (method === 'GET' && pathname === '/share') return this.#openShareLink(context)
    // The address of share links from earlier versions.
    if (method === 'GET' && pathname === '/watch') return this.#openShareLink(context)
    if (method === 'POST' && pathname === '/login') return this.#loginByForm(context)
    if (waitSeconds > 0) return this.#sendTooManyRequests(context)
    // A page whose page key is missing or stale navigates here.
    if (method === 'GET' && pathname === '/login')
      return this.#sendLoginPage(context, 'none', toLocalPath(searchParams.get('next')))
    const cookieSession = this.findSession(request)
    if (!cookieSession) return this.#sendLoginPage(context, 'none')
    const mustConfirm = needsConfirmation(method, url)
    const session =
      mustConfirm || needsPageKey(method, pathname)
        ? this.authenticate(request, request.headers[PAGE_KEY_HEADER])
        : cookieSession
    if (!session) return sendFailureOf(response, 'not-signed-in')
    if (method === 'POST' && pathname === '/logout') return this.#logout(context, session)
    if (!isAllowedPath(session, method, pathname)) return sendStatus(response, 403)
    if (mustConfirm) return this.#requireConfirmation(context, session)
    return true
  }

  #redirectToLoopback(request: IncomingMessage, response: ServerResponse, url: URL): boolean {
    if (request.method !== 'GET' && request.method !== 'HEAD') return sendStatus(response, 421)
    // The port of an SSH tunnel may differ from the server's.
    const { port } = new URL(`${this.#scheme}://${request.headers.host}`)
    const host = `${this.options.loopback}${port && `:${port}`}`
    return this.#redirect(response, `${this.#scheme}://${host}${url.pathname}${url.search}`)
  }

  get #scheme(): 'http' | 'https' {
    return this.options.tls ? 'https' : 'http'
  }

  async #loginByUrl(context: RequestContext): Promise<boolean> {
    const { url } = context
    const token = url.searchParams.get('token') ?? ''
    url.searchParams.delete('token')
    // A path that begins with two slashes would name another server.
    const next = `${url.pathname.replace(/^[/\\]+/, '/')}${url.search}`
    // Not the password: any page can make a browser request this URL.
    return this.#login(context, { verifyKey: () => this.options.credentials.verifyToken(token) }, next)
  }

  async #loginByForm(context: RequestContext): Promise<boolean> {
    if (!isSameOrigin(context.request, this.#scheme)) return sendStatus(context.response, 403)
    const form = await readForm(context.request)
    if (!form) return sendStatus(context.response, 400)
    const verifier = await this.options.credentials.createVerifier(form.get('secret') ?? '')
    return this.#login(context, verifier, toLocalPath(form.get('next')))
  }

  /** Above the rate, tokens and link keys are still verified: a flood from one address must not lock out their owners. */
  async #isThrottled({ waitSeconds }: RequestContext, { verifyKey }: Verifier): Promise<boolean> {
    return waitSeconds > 0 && !(await verifyKey())
  }

  /** Verifies and records an attempt. An attempt that another site triggered without a click is not counted or recorded. */
  async #verify(
    { request }: RequestContext,
    verifier: Verifier,
    role: { role?: 'viewer' } = {},
  ): Promise<LoginResult> {
    if (isUnpromptedNavigation(request)) return { accepted: await verifier.verifyKey() }
    const address = clientAddress(request)
    const result = await this.options.loginLimiter.verify(address, verifier)
    if ('accepted' in result && !result.accepted)
      await this.options.audit.write('sign-in-refused', { address, ...role })
    return result
  }

  async #login(context: RequestContext, verifier: Verifier, next: string): Promise<boolean> {
    if (await this.#isThrottled(context, verifier)) return this.#sendTooManyRequests(context)
    const { audit, sessions } = this.options
    const address = clientAddress(context.request)
    const result = await this.#verify(context, verifier)
    if ('retryAfterSeconds' in result)
      return this.#sendLoginPage(context, 'wait', next, result.retryAfterSeconds)
    if (!result.accepted) return this.#sendLoginPage(context, 'wrong', next)
    const { value, pageKey, session } = await sessions.create({
      role: 'operator',
      address,
      agent: userAgentOf(context.request),
    })
    await audit.write('signed-in', actorOf(session, address))
    const cookie = sessionCookie(this.#cookieNames, 'operator', value, this.options.tls)
    return this.#sendSignedInPage(context, { next, pageKey, cookie })
  }

  async #openShareLink(context: RequestContext): Promise<boolean> {
    const { audit, shareLinks, sessions } = this.options
    const address = clientAddress(context.request)
    const key = context.url.searchParams.get('key') ?? ''
    const verifyKey = async () => (await shareLinks.find(key)) !== undefined
    if (await this.#isThrottled(context, { verifyKey })) return this.#sendTooManyRequests(context)
    const result = await this.#verify(context, { verifyKey }, { role: 'viewer' })
    const link = 'accepted' in result && result.accepted ? await shareLinks.find(key) : undefined
    if (!link)
      return this.#sendInvalidLinkPage(context, 'retryAfterSeconds' in result ? result.retryAfterSeconds : 0)
    const next = viewerPagePath(link.run)
    const current = this.findSession(context.request)
    if (current?.role === 'operator') return this.#redirect(context.response, next)
    if (current?.link === link.id)
      return this.#sendSignedInPage(context, { next, pageKey: await sessions.rotatePageKey(current) })
    const { value, pageKey, session } = await sessions.create({
      role: 'viewer',
      run: link.run,
      link: link.id,
      address,
      agent: userAgentOf(context.request),
    })
    await audit.write('signed-in', actorOf(session, address), { run: link.run })
    const cookie = sessionCookie(this.#cookieNames, 'viewer', value, this.options.tls)
    return this.#sendSignedInPage(context, { next, pageKey, cookie })
  }

  async #logout({ request, response }: RequestContext, session: Session): Promise<boolean> {
    await this.options.sessions.end(({ id }) => id === session.id)
    await this.options.audit.write('signed-out', actorOf(session, clientAddress(request)))
    response.writeHead(204, {
      'set-cookie': expiredCookies(this.#cookieNames, session.role, this.options.tls),
      'cache-control': 'no-store',
    })
    response.end()
    return false
  }

  async #requireConfirmation({ request, response, url }: RequestContext, session: Session): Promise<boolean> {
    if (!this.options.sessions.isConfirmed(session)) {
      return sendFailureOf(response, 'confirmation-needed')
    }
    const actor = actorOf(session, clientAddress(request))
    if (isPackageUpload(request.method ?? '', url.pathname)) {
      const file = String(request.headers['x-file-name'] ?? '')
      await this.options.audit.write('package-uploaded', actor, { what: url.pathname, file })
    } else await this.options.audit.write('secrets-shown', actor, { what: `${url.pathname}${url.search}` })
    return true
  }

  #sendTooManyRequests({ request, response, waitSeconds }: RequestContext): boolean {
    response.setHeader('retry-after', String(waitSeconds))
    // Do not read the rest of a pipelined flood.
    response.setHeader('connection', 'close')
    if (!request.complete) response.once('finish', () => request.destroy())
    return sendFailureOf(response, 'too-many')
  }

  #redirect(response: ServerResponse, location: string): boolean {
    response.writeHead(303, { location, 'cache-control': 'no-store' })
    response.end()
    return false
  }

  /** Sends the page that stores the page key and then navigates to `next`. */
  #sendSignedInPage(
    { request, response, nonce }: RequestContext,
    { next, pageKey, cookie }: { next: string; pageKey: string; cookie?: string },
  ): boolean {
    if (cookie !== undefined) response.setHeader('set-cookie', cookie)
    sendSignedInPage(response, { language: languageOf(request), nonce, next, pageKey })
    return false
  }

  #sendInvalidLinkPage({ request, response, nonce }: RequestContext, waitSeconds: number): boolean {
    sendInvalidLinkPage(response, { language: languageOf(request), nonce, waitSeconds })
    return false
  }

  async #sendLoginPage(
    context: RequestContext,
    notice: LoginNotice,
    next?: string,
    waitSeconds?: number,
  ): Promise<boolean> {
    const { request, response, url, nonce } = context
    const target = request.method === 'GET' ? `${url.pathname}${url.search}` : '/'
    sendLoginPage(response, waitSeconds === undefined ? 401 : 429, {
      language: languageOf(request),
      nonce,
      notice,
      next: next ?? target,
      hasPassword: await this.options.credentials.hasPassword(),
      ...(waitSeconds !== undefined && { waitSeconds }),
    })
    // Do not read the rest of a body from a client without a session.
    if (!request.complete) response.once('finish', () => request.destroy())
    return false
  }
}

/** A path on this server that is safe in a `Location` header. */
const LOCAL_PATH = /^\/(?![/\\])[\x21-\x7e]*$/

const toLocalPath = (target: string | null): string =>
  target !== null && LOCAL_PATH.test(target) ? target : '/'

/** `undefined` unless the target is a decodable path: Next would redirect to a foreign URL, or fail with a 500. */
function parseUrl({ url = '' }: IncomingMessage): URL | undefined {
  const address = `http://taskbox${url}`
  if (!url.startsWith('/') || !URL.canParse(address)) return undefined
  const target = new URL(address)
  return tryDecodeURIComponent(target.pathname) === undefined ? undefined : target
}

const clientAddress = ({ socket }: IncomingMessage): string => unmapIPv4(socket.remoteAddress ?? '')

const languageOf = ({ headers }: IncomingMessage) => chooseLanguage(headers['accept-language'])

const userAgentOf = ({ headers }: IncomingMessage): string => headers['user-agent'] ?? ''

function sendFailureOf(response: ServerResponse, kind: FailureKind): boolean {
  sendFailure(response, { kind, facts: {} })
  return false
}

function sendStatus(response: ServerResponse, status: 400 | 403 | 421): boolean {
  response.writeHead(status, { 'cache-control': 'no-store', connection: 'close' })
  response.end()
  return false
}

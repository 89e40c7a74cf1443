/**
 * The door. Nothing behind it is answered without a session: pages, files, static assets and the socket alike. The
 * printed address carries the token once; it becomes a session, and the address is replaced by one without it. The
 * cookie alone gets pages and static files; data and actions need the page key as well.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FailureKind } from '@/lib/contract/failure'
import { PAGE_KEY_HEADER } from '@/lib/contract/handshake'
import { chooseLanguage } from '@/lib/messages/languages'
import type { AuditLog } from '../../audit/audit-log'
import { clientNetwork, unmapIPv4 } from '../client-address'
import { sendFailure } from '../responses'
import { tryDecodeURIComponent } from '../try-decode'
import type { Auth } from './auth'
import { type CookieNames, cookieNames, expiredCookie, readCookies, sessionCookie } from './cookies'
import { HttpRateLimiter } from './http-rate-limiter'
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
import { setSecurityHeaders } from './security-headers'
import { actorOf, hasPageKey, type Session } from './sessions'

export interface AuthMiddlewareOptions extends Auth {
  audit: AuditLog
  tls: boolean
  dev: boolean
  /** Names beside this machine's own by which it may be asked for. */
  hostNames: readonly string[]
  /**
   * The loopback address it listens on, as in a URL; undefined: not on the loopback. Names of this machine are then
   * redirected there: browsers may resolve them to another loopback address, where any local user can listen at the
   * same port and would receive cookie and page key.
   */
  loopback?: string | undefined
}

/** Longer than any; what a stranger sends is not hashed at any length. */
const MAX_PAGE_KEY_LENGTH = 64

/** What a guest brings to the door. */
interface RequestContext {
  request: IncomingMessage
  response: ServerResponse
  url: URL
  nonce: string
  /** Until more requests from there are answered; 0: within the rate. */
  waitSeconds: number
}

export class AuthMiddleware {
  readonly #allowedHosts: ReadonlySet<string>
  readonly #redirected: ReadonlySet<string>
  readonly #cookieNames: CookieNames

  constructor(
    private readonly options: AuthMiddlewareOptions,
    private readonly rate = new HttpRateLimiter(),
  ) {
    const given = options.hostNames.map((name) => name.toLowerCase())
    const machine = machineNames().filter((name) => !given.includes(name))
    this.#allowedHosts = new Set(options.loopback ? given : [...given, ...machine])
    this.#redirected = new Set(options.loopback ? machine : [])
    this.#cookieNames = cookieNames(options.access.name, options.tls)
  }

  /**
   * The session that a request's cookie names; undefined: it is not let in. Other servers of this host receive the
   * cookie as well, so it opens pages without data, and nothing else.
   */
  findSession(request: IncomingMessage): Session | undefined {
    return this.#sessionsOf(request)[0]
  }

  /** The session of a request that brings both halves: the cookie and the page key. */
  authenticate(request: IncomingMessage, pageKey: unknown): Session | undefined {
    if (typeof pageKey !== 'string' || pageKey.length > MAX_PAGE_KEY_LENGTH) return undefined
    return this.#sessionsOf(request).find((session) => hasPageKey(session, pageKey))
  }

  /** What requests are counted by. The cookie alone, which other servers of the host have, counts apart. */
  #clientOf(request: IncomingMessage): string {
    const session = this.authenticate(request, request.headers[PAGE_KEY_HEADER])
    if (session) return `session ${session.id}`
    const named = this.findSession(request)
    return named ? `cookie ${named.id}` : clientNetwork(request.socket.remoteAddress ?? '')
  }

  #sessionsOf(request: IncomingMessage): Session[] {
    if (!isAllowedHost(request, this.#allowedHosts) || !isSameOrigin(request, this.#scheme)) return []
    return [this.#cookieNames.operator, this.#cookieNames.watcher]
      .flatMap((name) => readCookies(request, name))
      .flatMap((value) => this.options.sessions.find(value) ?? [])
  }

  /**
   * Counts a socket's handshake, but none that another page makes a browser send: it is let in by no session.
   * @returns for how many seconds none more is answered; 0: this one is
   */
  async consumeHandshake(request: IncomingMessage): Promise<number> {
    if (!isAllowedHost(request, this.#allowedHosts) || isCrossSiteFetch(request)) return 0
    return this.rate.consume(this.#clientOf(request))
  }

  /** What every answer says to the browser. @returns the nonce of its page */
  setSecurityHeaders(request: IncomingMessage, response: ServerResponse): string {
    return setSecurityHeaders(request, response, this.options)
  }

  /** Lets a request pass (true), or has answered it. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    // A pipelined request, after one whose response closed the connection.
    if (request.socket.destroyed) return false
    const nonce = this.setSecurityHeaders(request, response)
    const url = parseUrl(request)
    if (!url) return refuse(response, 400)
    if (isAllowedHost(request, this.#redirected) && !isAllowedHost(request, this.#allowedHosts))
      return this.#redirectToLoopback(request, response, url)
    if (!isAllowedHost(request, this.#allowedHosts)) return refuse(response, 421)
    if (isCrossSiteFetch(request)) return refuse(response, 403)
    const waitSeconds = await this.rate.consume(this.#clientOf(request))
    const guest = { request, response, url, nonce, waitSeconds }
    const { pathname, searchParams } = url
    const method = request.method ?? ''
    if (method === 'GET' && searchParams.has('token')) return this.#loginByUrl(guest)
    if (method === 'GET' && pathname === '/watch') return this.#openShareLink(guest)
    if (method === 'POST' && pathname === '/login') return this.#loginByForm(guest)
    if (waitSeconds > 0) return this.#sendTooManyRequests(guest)
    // Where a page leads whose cookie is known but not its page key.
    if (method === 'GET' && pathname === '/login')
      return this.#sendLoginPage(guest, 'none', toLocalPath(searchParams.get('next')))
    const known = this.findSession(request)
    if (!known) return this.#sendLoginPage(guest, 'none')
    const confirmation = needsConfirmation(method, url)
    const session =
      confirmation || needsPageKey(method, pathname)
        ? this.authenticate(request, request.headers[PAGE_KEY_HEADER])
        : known
    if (!session) return fail(response, 'not-signed-in')
    if (method === 'POST' && pathname === '/logout') return this.#logout(guest, session)
    if (!isAllowedPath(session, method, pathname)) return refuse(response, 403)
    if (confirmation) return this.#requireConfirmation(guest, session)
    return true
  }

  #redirectToLoopback(request: IncomingMessage, response: ServerResponse, url: URL): boolean {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 421)
    // A tunnel's port may be another one than the server's.
    const { port } = new URL(`${this.#scheme}://${request.headers.host}`)
    const host = `${this.options.loopback}${port && `:${port}`}`
    return this.#redirect(response, `${this.#scheme}://${host}${url.pathname}${url.search}`)
  }

  get #scheme(): 'http' | 'https' {
    return this.options.tls ? 'https' : 'http'
  }

  async #loginByUrl(guest: RequestContext): Promise<boolean> {
    const { url } = guest
    const token = url.searchParams.get('token') ?? ''
    url.searchParams.delete('token')
    // Two slashes at its beginning would name another server.
    const next = `${url.pathname.replace(/^[/\\]+/, '/')}${url.search}`
    // No password: any page can make a browser ask for an address.
    return this.#login(guest, { isKey: () => this.options.access.verifyToken(token) }, next)
  }

  async #loginByForm(guest: RequestContext): Promise<boolean> {
    if (!isSameOrigin(guest.request, this.#scheme)) return refuse(guest.response, 403)
    const form = await readForm(guest.request)
    if (!form) return refuse(guest.response, 400)
    const trial = await this.options.access.createVerifier(form.get('secret') ?? '')
    return this.#login(guest, trial, toLocalPath(form.get('next')))
  }

  /** Beyond the rate, a random key is still verified: a flood from the same address must not lock out its owner. */
  async #isThrottled({ waitSeconds }: RequestContext, { isKey }: Verifier): Promise<boolean> {
    return waitSeconds > 0 && !(await isKey())
  }

  /** An attempt that a page elsewhere made by itself counts for nothing, and is not on record. */
  async #verify(
    { request }: RequestContext,
    trial: Verifier,
    role: { role?: 'watcher' } = {},
  ): Promise<LoginResult> {
    if (isUnpromptedNavigation(request)) return { admitted: await trial.isKey() }
    const address = clientAddress(request)
    const verdict = await this.options.attempts.verify(address, trial)
    if ('admitted' in verdict && !verdict.admitted)
      await this.options.audit.write('sign-in-refused', { address, ...role })
    return verdict
  }

  async #login(guest: RequestContext, trial: Verifier, next: string): Promise<boolean> {
    if (await this.#isThrottled(guest, trial)) return this.#sendTooManyRequests(guest)
    const { audit, sessions } = this.options
    const address = clientAddress(guest.request)
    const verdict = await this.#verify(guest, trial)
    if ('retryAfterSeconds' in verdict)
      return this.#sendLoginPage(guest, 'wait', next, verdict.retryAfterSeconds)
    if (!verdict.admitted) return this.#sendLoginPage(guest, 'wrong', next)
    const { value, pageKey, session } = await sessions.create({
      role: 'operator',
      address,
      agent: userAgentOf(guest.request),
    })
    await audit.write('signed-in', actorOf(session, address))
    const cookie = sessionCookie(this.#cookieNames, 'operator', value, this.options.tls)
    return this.#sendSignedInPage(guest, { next, pageKey, cookie })
  }

  async #openShareLink(guest: RequestContext): Promise<boolean> {
    const { audit, links, sessions } = this.options
    const address = clientAddress(guest.request)
    const key = guest.url.searchParams.get('key') ?? ''
    const isKey = async () => (await links.find(key)) !== undefined
    if (await this.#isThrottled(guest, { isKey })) return this.#sendTooManyRequests(guest)
    const verdict = await this.#verify(guest, { isKey }, { role: 'watcher' })
    const link = 'admitted' in verdict && verdict.admitted ? await links.find(key) : undefined
    if (!link)
      return this.#sendInvalidLinkPage(guest, 'retryAfterSeconds' in verdict ? verdict.retryAfterSeconds : 0)
    const next = viewerPagePath(link.run)
    const present = this.findSession(guest.request)
    if (present?.role === 'operator') return this.#redirect(guest.response, next)
    if (present?.link === link.id)
      return this.#sendSignedInPage(guest, { next, pageKey: await sessions.rotatePageKey(present) })
    const { value, pageKey, session } = await sessions.create({
      role: 'watcher',
      run: link.run,
      link: link.id,
      address,
      agent: userAgentOf(guest.request),
    })
    await audit.write('signed-in', actorOf(session, address), { run: link.run })
    const cookie = sessionCookie(this.#cookieNames, 'watcher', value, this.options.tls)
    return this.#sendSignedInPage(guest, { next, pageKey, cookie })
  }

  async #logout({ request, response }: RequestContext, session: Session): Promise<boolean> {
    await this.options.sessions.end(({ id }) => id === session.id)
    await this.options.audit.write('signed-out', actorOf(session, clientAddress(request)))
    response.writeHead(204, {
      'set-cookie': expiredCookie(this.#cookieNames, session.role, this.options.tls),
      'cache-control': 'no-store',
    })
    response.end()
    return false
  }

  async #requireConfirmation({ request, response, url }: RequestContext, session: Session): Promise<boolean> {
    if (!this.options.sessions.isConfirmed(session)) {
      return fail(response, 'confirmation-needed')
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
    // The rest of a pipelined flood is not read.
    response.setHeader('connection', 'close')
    if (!request.complete) response.once('finish', () => request.destroy())
    return fail(response, 'too-many')
  }

  #redirect(response: ServerResponse, location: string): boolean {
    response.writeHead(303, { location, 'cache-control': 'no-store' })
    response.end()
    return false
  }

  /** Answers with the page that stores the page key and goes on to `next`. */
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
    guest: RequestContext,
    notice: LoginNotice,
    next?: string,
    waitSeconds?: number,
  ): Promise<boolean> {
    const { request, response, url, nonce } = guest
    const asked = request.method === 'GET' ? `${url.pathname}${url.search}` : '/'
    sendLoginPage(response, waitSeconds === undefined ? 401 : 429, {
      language: languageOf(request),
      nonce,
      notice,
      next: next ?? asked,
      hasPassword: await this.options.access.hasPassword(),
      ...(waitSeconds !== undefined && { waitSeconds }),
    })
    // What somebody without a session still sends is not waited for.
    if (!request.complete) response.once('finish', () => request.destroy())
    return false
  }
}

/** An address of this server, as a header can carry it. */
const LOCAL_PATH = /^\/(?![/\\])[\x21-\x7e]*$/

const toLocalPath = (asked: string | null): string => (asked !== null && LOCAL_PATH.test(asked) ? asked : '/')

/** Of anything else than a path of ours Next makes a redirect to wherever it names, or an internal error. */
function parseUrl({ url = '' }: IncomingMessage): URL | undefined {
  const address = `http://taskbox${url}`
  if (!url.startsWith('/') || !URL.canParse(address)) return undefined
  const asked = new URL(address)
  return tryDecodeURIComponent(asked.pathname) === undefined ? undefined : asked
}

/** Where a request came from. */
const clientAddress = ({ socket }: IncomingMessage): string => unmapIPv4(socket.remoteAddress ?? '')

const languageOf = ({ headers }: IncomingMessage) => chooseLanguage(headers['accept-language'])

const userAgentOf = ({ headers }: IncomingMessage): string => headers['user-agent'] ?? ''

function fail(response: ServerResponse, kind: FailureKind): boolean {
  sendFailure(response, { kind, facts: {} })
  return false
}

function refuse(response: ServerResponse, status: 400 | 403 | 421): boolean {
  response.writeHead(status, { 'cache-control': 'no-store', connection: 'close' })
  response.end()
  return false
}

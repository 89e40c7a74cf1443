/**
 * The door. Nothing behind it is answered without the token: pages, files, static assets and the socket alike. The
 * printed address carries the token once; it becomes a cookie, and the address is replaced by one without it.
 *
 * Cookies know no ports, so a page of another server on this machine has it too: what a browser says comes from a page
 * that is not ours is not admitted.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { chooseLanguage } from '@/lib/messages/languages'
import { type Access, same } from './token'

const SESSION_DAYS = 30

export function admitted(request: IncomingMessage, access: Access): boolean {
  if (!fromOurPage(request)) return false
  const cookies = (request.headers.cookie ?? '').split(/;\s*/)
  const mine = cookies.find((cookie) => cookie.startsWith(`${access.cookie}=`))
  return mine !== undefined && same(mine.slice(access.cookie.length + 1), access.session)
}

/** Programs and plain links name no origin; browsers do for a socket and for whatever changes something. */
function fromOurPage({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}

/** Lets a request pass (true), or has answered it. */
export function guard(request: IncomingMessage, response: ServerResponse, access: Access): boolean {
  const url = addressOf(request)
  const token = url.searchParams.get('token')
  if (request.method === 'GET' && token !== null && same(token, access.token)) {
    enter(url, response, access)
    return false
  }
  if (admitted(request, access)) return true
  refuse(request, response)
  return false
}

/** Anybody may send anything: `//` is no address to `new URL` by itself, and `*` no path. */
function addressOf({ url = '/' }: IncomingMessage): URL {
  return new URL(`http://taskbox${url.startsWith('/') ? url : '/'}`)
}

function enter(url: URL, response: ServerResponse, access: Access): void {
  url.searchParams.delete('token')
  const age = SESSION_DAYS * 24 * 3600
  response.writeHead(303, {
    'set-cookie': `${access.cookie}=${access.session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}`,
    // Two slashes at its beginning would name another server.
    location: `${url.pathname.replace(/^\/+/, '/')}${url.search}`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  })
  response.end()
}

const REFUSAL = {
  en: [
    'Taskbox',
    'Open the address that Taskbox printed when it started. It carries the token without which nothing is shown.',
  ],
  'zh-CN': ['Taskbox', '请打开 Taskbox 启动时打印的地址。该地址带有访问令牌，没有令牌则不显示任何内容。'],
} as const

function refuse(request: IncomingMessage, response: ServerResponse): void {
  const language = chooseLanguage(request.headers['accept-language'])
  const [title, text] = REFUSAL[language]
  response.writeHead(401, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  response.end(
    `<!doctype html><html lang="${language}"><meta name="viewport" content="width=device-width">` +
      `<meta name="color-scheme" content="light dark"><title>${title}</title>` +
      `<main style="font:16px/1.5 system-ui;max-width:32rem;margin:20vh auto;padding:0 1rem"><h1>${title}</h1><p>${text}</p></main></html>`,
  )
}

/** The only page that somebody without a session gets: plain HTML with one field, which needs no script. */
import type { ServerResponse } from 'node:http'
import type { Language } from '@/lib/messages/languages'
import { translator } from '../translator'

export type LoginNotice = 'none' | 'wrong' | 'wait'

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;background:light-dark(#f7f8fa,#0d0f12);color:light-dark(#15181e,#e8eaed)}
main{max-width:24rem;margin:18vh auto 0;padding:1.5rem;box-sizing:border-box;background:light-dark(#fff,#15181d);border:1px solid light-dark(#d9dde3,#2a2f37);border-radius:8px}
h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:0 0 1rem}label{display:block;font-weight:600;margin-bottom:.25rem}
input{font:inherit;width:100%;box-sizing:border-box;height:2.5rem;padding:0 .625rem;border:1px solid light-dark(#868e9a,#747c88);border-radius:6px;background:transparent;color:inherit}
button{font:inherit;font-weight:600;width:100%;height:2.5rem;margin-top:1rem;border:0;border-radius:6px;background:#2a5bd7;color:#fff;cursor:pointer}
input:focus-visible,button:focus-visible{outline:2px solid #4c7ef3;outline-offset:2px}
.error{color:light-dark(#b3261e,#ff8a80)}code{font-family:ui-monospace,monospace}`

/** The part of the address that no server hears of, such as a log's line, goes along to where one wanted to be. */
const KEEP_PLACE = 'document.forms[0].elements.next.value+=location.hash'

interface LoginPage {
  language: Language
  nonce: string
  notice: LoginNotice
  /** Where to go once in: an address of this server. */
  next: string
  hasPassword: boolean
  waitSeconds?: number
}

/** Answers with the page. `status` is 401, or 429 where somebody has to wait. */
export function showLoginPage(response: ServerResponse, status: number, page: LoginPage): void {
  const { language, nonce, notice, next, hasPassword, waitSeconds = 0 } = page
  const t = translator(language)
  const say = (key: string, facts?: Record<string, string | number>) => escapeHtml(t(`login.${key}`, facts))
  const error =
    notice === 'none'
      ? ''
      : `<p class="error" role="alert" id="error">${say(notice, { seconds: waitSeconds })}</p>`
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    ...(waitSeconds > 0 ? { 'retry-after': String(waitSeconds) } : {}),
  })
  response.end(
    `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>${say('title')}</title><style nonce="${nonce}">${STYLE}</style><main><h1>${say('title')}</h1>` +
      `<p>${say(hasPassword ? 'leadPassword' : 'lead')}</p>${error}` +
      `<form method="post" action="/login"><input type="hidden" name="next" value="${escapeHtml(next)}">` +
      `<label for="secret">${say(hasPassword ? 'password' : 'token')}</label>` +
      `<input id="secret" name="secret" type="password" required autofocus autocomplete="current-password"` +
      `${error && ' aria-describedby="error" aria-invalid="true"'}><button>${say('enter')}</button></form></main>` +
      `<script nonce="${nonce}">${KEEP_PLACE}</script></html>`,
  )
}

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

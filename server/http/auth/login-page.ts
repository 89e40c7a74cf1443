/** The pages for clients without a session: plain HTML that works without scripts, except for storing the page key. */
import type { ServerResponse } from 'node:http'
import { PAGE_KEY_ITEM } from '@/lib/contract/handshake'
import type { Language } from '@/lib/messages/languages'
import { translator } from '../../translator'

export type LoginNotice = 'none' | 'wrong' | 'wait'

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;background:light-dark(#f7f8fa,#0d0f12);color:light-dark(#15181e,#e8eaed)}
main{max-width:24rem;margin:18vh auto 0;padding:1.5rem;box-sizing:border-box;background:light-dark(#fff,#15181d);border:1px solid light-dark(#d9dde3,#2a2f37);border-radius:8px}
h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:0 0 1rem}label{display:block;font-weight:600;margin-bottom:.25rem}
input{font:inherit;width:100%;box-sizing:border-box;height:2.5rem;padding:0 .625rem;border:1px solid light-dark(#868e9a,#747c88);border-radius:6px;background:transparent;color:inherit}
button{font:inherit;font-weight:600;width:100%;height:2.5rem;margin-top:1rem;border:0;border-radius:6px;background:#2a5bd7;color:#fff;cursor:pointer}
input:focus-visible,button:focus-visible{outline:2px solid #4c7ef3;outline-offset:2px}
.error{color:light-dark(#b3261e,#ff8a80)}code{font-family:ui-monospace,monospace}`

/** Preserves the URL's fragment, such as a line of the log: browsers do not send it to the server. */
const APPEND_FRAGMENT = 'document.forms[0].elements.next.value+=location.hash'

interface PageOptions {
  language: Language
  nonce: string
}

interface LoginPageOptions extends PageOptions {
  notice: LoginNotice
  /** Path on this server to open after the login. */
  next: string
  hasPassword: boolean
  waitSeconds?: number
}

/** Sends the login form. `status` is 401, or 429 if the client must wait. */
export function sendLoginPage(response: ServerResponse, status: number, page: LoginPageOptions): void {
  const { nonce, notice, next, hasPassword, waitSeconds = 0 } = page
  const translate = createTranslate(page)
  const error =
    notice === 'none'
      ? ''
      : `<p class="error" role="alert" id="error">${translate(notice, { seconds: waitSeconds })}</p>`
  writeHead(response, status, waitSeconds)
  response.end(
    renderDocument(
      page,
      translate('title'),
      `<p>${translate(hasPassword ? 'leadPassword' : 'lead')}</p>` +
        (next.startsWith('/runs/') ? `<p>${translate('shared')}</p>` : '') +
        `${error}<form method="post" action="/login"><input type="hidden" name="next" value="${escapeHtml(next)}">` +
        `<label for="secret">${translate(hasPassword ? 'password' : 'token')}</label>` +
        `<input id="secret" name="secret" type="password" required autofocus autocomplete="current-password"` +
        `${error && ' aria-describedby="error" aria-invalid="true"'}><button>${translate('enter')}</button></form>`,
      `<script nonce="${nonce}">${APPEND_FRAGMENT}</script>`,
    ),
  )
}

/** Sends the error page of an invalid share link or, with `waitSeconds`, of too many attempts. */
export function sendInvalidLinkPage(
  response: ServerResponse,
  { waitSeconds, ...page }: PageOptions & { waitSeconds: number },
): void {
  const translate = createTranslate(page)
  const text = waitSeconds > 0 ? translate('wait', { seconds: waitSeconds }) : translate('link.text')
  writeHead(response, waitSeconds > 0 ? 429 : 401, waitSeconds)
  response.end(renderDocument(page, translate('link.title'), `<p class="error" role="alert">${text}</p>`))
}

/**
 * Sends the page that stores the page key in this origin's storage and navigates to `next`. A redirect cannot do this: it
 * carries only cookies, or exposes the key in the URL.
 */
export function sendSignedInPage(
  response: ServerResponse,
  { next, pageKey, ...page }: PageOptions & { next: string; pageKey: string },
): void {
  const translate = createTranslate(page)
  writeHead(response, 200, 0)
  response.end(
    renderDocument(
      page,
      translate('title'),
      `<p role="alert">${translate('blocked')}</p>`,
      // Visible only if the script fails or is disabled.
      `<style nonce="${page.nonce}">main{visibility:hidden}</style>` +
        `<noscript><style nonce="${page.nonce}">main{visibility:visible}</style></noscript>` +
        `<script nonce="${page.nonce}">try{localStorage.setItem('${PAGE_KEY_ITEM}',${toScriptLiteral(pageKey)});` +
        // Preserve the fragment, unless `next` has one.
        `location.replace(${toScriptLiteral(next)}+(${toScriptLiteral(next)}.includes('#')?'':location.hash))}` +
        `catch{document.querySelector('main').style.visibility='visible'}</script>`,
    ),
  )
}

function writeHead(response: ServerResponse, status: number, waitSeconds: number): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    ...(waitSeconds > 0 ? { 'retry-after': String(waitSeconds) } : {}),
  })
}

function renderDocument({ language, nonce }: PageOptions, title: string, body: string, script = ''): string {
  return (
    `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${title}</title><style nonce="${nonce}">${STYLE}</style><main><h1>${title}</h1>${body}</main>${script}</html>`
  )
}

function createTranslate({
  language,
}: PageOptions): (key: string, facts?: Record<string, string | number>) => string {
  const t = translator(language)
  return (key, facts) => escapeHtml(t(`login.${key}`, facts))
}

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const toScriptLiteral = (text: string): string => JSON.stringify(text).replaceAll('<', '\\u003c')

import { request } from 'node:http'
import { io } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import { headersOf, type SignedIn, signIn } from '../server/serve'
import { browserFixture } from './fixture'
import { startWizard } from './wizard'

const { wizard, visit } = browserFixture({ start: () => startWizard('serve') })
const ANSWER_MS = 10_000

const NO_SESSION: SignedIn = { cookie: '', pageKey: '' }

const fetchPath = (path: string, session = NO_SESSION) =>
  fetch(wizard().origin + path, {
    redirect: 'manual',
    headers: headersOf(session),
    signal: AbortSignal.timeout(ANSWER_MS),
  })

/** Sends a websocket upgrade request. @returns the response's status; 101 means success */
function upgrade(cookie: string, origin?: string): Promise<number | undefined> {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    cookie,
    ...(origin && { origin }),
  }
  return new Promise((resolve, reject) => {
    const upgradeRequest = request(`${wizard().origin}/socket.io/?EIO=4&transport=websocket`, { headers })
    upgradeRequest.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve(response.statusCode)
    })
    upgradeRequest.on('response', (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    upgradeRequest.on('error', reject).end()
  })
}

/** Opens the socket like a page. @returns `connected`, or the reason for the rejection */
function connectSocket({ cookie, pageKey }: SignedIn): Promise<string> {
  const options = { reconnection: false, forceNew: true, extraHeaders: { cookie }, auth: { pageKey } }
  const socket = io(wizard().origin, options)
  return new Promise<string>((resolve) => {
    socket.on('connect', () => resolve('connected'))
    socket.on('connect_error', ({ message }) => resolve(message))
  }).finally(() => socket.disconnect())
}

const signedIn = () => signIn(wizard().address)

/** Path of a script that the first page loads. */
async function assetOfFirstPage(session: SignedIn): Promise<string> {
  const page = await (await fetchPath('/', session)).text()
  return /\/_next\/static\/[^"]+\.js/.exec(page)?.[0] ?? ''
}

describe('without the token', () => {
  it('all pages, assets, routes and sockets are rejected; with it, all are served', async () => {
    const session = await signedIn()
    const paths = [
      '/',
      await assetOfFirstPage(session),
      '/icon.svg',
      '/api/clusters/none/export',
      '/clusters/none',
    ]
    expect(paths[1]).not.toBe('')
    for (const path of paths) {
      expect((await fetchPath(path)).status, path).toBe(401)
      expect((await fetchPath(path, session)).status, path).not.toBe(401)
    }
    expect((await fetchPath('/socket.io/?EIO=4&transport=polling')).status).toBe(403)
    expect(await upgrade('')).toBe(400)
    expect(await upgrade(session.cookie)).toBe(101)
    expect(await connectSocket(NO_SESSION)).not.toBe('connected')
    expect(await connectSocket(session)).toBe('connected')
  })

  it('a guessed token, a guessed cookie and a cookie of another name are rejected', async () => {
    const { cookie: value, pageKey } = await signedIn()
    const [name = ''] = value.split('=')
    expect((await fetchPath(`/?token=${'A'.repeat(wizard().token.length)}`)).status).toBe(401)
    expect((await fetchPath('/?token=')).status).toBe(401)
    for (const cookie of [`${name}=${'0'.repeat(64)}`, `${name}=`, `taskbox=${wizard().token}`])
      expect((await fetchPath('/', { cookie, pageKey })).status, cookie).toBe(401)
    // Only a GET of a page accepts the token in the address.
    const posted = await fetch(`${wizard().origin}/?token=${wizard().token}`, {
      method: 'POST',
      redirect: 'manual',
    })
    expect(posted.status).toBe(401)
  })

  it('a page of another origin is rejected, although its browser has the cookie', async () => {
    const session = await signedIn()
    const { cookie } = session
    expect(await upgrade(cookie, wizard().origin)).toBe(101)
    expect(await upgrade(cookie, 'http://127.0.0.1:1')).toBe(400)
    const headers = { ...headersOf(session), origin: 'http://127.0.0.1:1' }
    expect((await fetch(`${wizard().origin}/api/clusters/none/export`, { headers })).status).toBe(401)
  })

  it('the cookie is not accessible to scripts and is not sent by other sites', async () => {
    const entered = await fetchPath(`/clusters/x?a=1&token=${wizard().token}`)
    expect(entered.status).toBe(200)
    expect(await entered.text()).toContain('location.replace("/clusters/x?a=1"')
    expect(entered.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict/)
    expect(entered.headers.get('set-cookie')).not.toContain(wizard().token)
    expect(entered.headers.get('referrer-policy')).toBe('no-referrer')
  })
})

describe('a browser', () => {
  it('no longer shows the token in the address after sign-in, and stays signed in', async () => {
    const { page, context } = await visit()
    expect(page.url()).toBe(`${wizard().origin}/`)
    await page.getByText('Connected', { exact: true }).waitFor()
    expect(await page.content()).not.toContain(wizard().token)
    const second = await context.newPage()
    await second.goto(wizard().origin)
    await second.getByRole('heading', { name: 'Clusters', exact: true }).waitFor()
  })

  it('that never had it gets instructions', async () => {
    const { page, context, monitor } = await visit({ locale: 'zh-CN' })
    monitor.ignoreMessages(/401/)
    // Whatever the first page still loads would be refused.
    await page.getByText('已连接', { exact: true }).waitFor()
    await context.clearCookies()
    await page.goto(wizard().origin)
    await page.getByText('请打开 Taskbox 启动时输出的地址').waitFor()
  })

  it('that must sign in returns to the log line of its address, and can sign out', async () => {
    const { page, context, monitor } = await visit()
    monitor.ignoreMessages(/401/)
    // Whatever the first page still loads would be refused.
    await page.getByText('Connected', { exact: true }).waitFor()
    await context.clearCookies()
    await page.goto(`${wizard().origin}/explain?a=1#L512`)
    const field = page.getByLabel('Access token')
    await field.fill('wrong')
    await page.getByRole('button').click()
    await page.getByRole('alert').waitFor()
    await field.fill(wizard().token)
    await page.getByRole('button').click()
    await page.waitForURL(`${wizard().origin}/explain?a=1#L512`)
    await page.goto(`${wizard().origin}/security`)
    await page.getByText('Connected', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click()
    await field.waitFor()
  })
})

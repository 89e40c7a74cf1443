/** Regression: another server on the same host obtained a full session, since browsers send it the cookie. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, it } from 'vitest'
import { NOT_SIGNED_IN, PAGE_KEY_ITEM } from '@/lib/contract/handshake'
import { type Client, connect, headersOf } from '../server/serve'
import { openLink, pageKeyOf, waitUntilVisible } from './actions'
import { browserFixture } from './fixture'
import { CLUSTER, ENDED, seedLongLogs } from './long-log'
import { startWizard } from './wizard'

const { wizard, visit } = browserFixture({
  start: () => startWizard('serve', (data) => seedLongLogs(data, 1_000)),
})
const elsewhere: Server[] = []
afterAll(() => {
  for (const server of elsewhere) server.close()
})

const portOfWizard = () => Number(new URL(wizard().origin).port)

/** Starts another server on the wizard's host. @returns its origin, and the cookies that it received last */
async function another(setCookie?: (received: string) => string) {
  let received = ''
  const server = createServer(({ headers }, response) => {
    received = headers.cookie ?? received
    if (setCookie) response.setHeader('set-cookie', setCookie(received))
    response.end('<!doctype html><title>elsewhere</title><link rel="icon" href="data:,">')
  })
  elsewhere.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin, received: () => received }
}

const connected = (client: Client): Promise<string> =>
  new Promise<string>((resolve) => {
    client.on('connect', () => resolve('connected'))
    client.on('connect_error', ({ message }) => resolve(message))
  }).finally(() => client.close())

it('another server on the same host receives the cookie, but the cookie alone is rejected', async () => {
  const { page, monitor } = await visit()
  await waitUntilVisible(page.getByRole('link', { name: 'long' }))
  const pageKey = await pageKeyOf(page)
  const { origin, received } = await another()
  monitor.allowOrigin(origin)
  await page.goto(origin)
  const cookie = received()
  expect(cookie).toMatch(/taskbox_[0-9a-f]{8}=/)
  expect(await page.evaluate((item) => localStorage.getItem(item), PAGE_KEY_ITEM)).toBeNull()

  const fetchPath = (path: string, headers: Record<string, string>) =>
    fetch(wizard().origin + path, { headers })
  const log = `/api/runs/${ENDED}/log`
  expect((await fetchPath(log, { cookie })).status).toBe(403)
  expect(await (await fetchPath('/', { cookie })).text()).not.toContain(`/clusters/${CLUSTER}`)
  expect(await connected(connect({ port: portOfWizard(), cookie, pageKey: '' }))).toBe(NOT_SIGNED_IN)
  // Control: with the page key, the same requests succeed.
  expect((await fetchPath(log, headersOf({ cookie, pageKey }))).status).toBe(200)
  expect(await connected(connect({ port: portOfWizard(), cookie, pageKey }))).toBe('connected')
})

it('another server on the same host cannot sign users out by a cookie of the same name with a longer path', async () => {
  const { page, context, monitor } = await visit()
  const [name = ''] = (await context.cookies()).map((cookie) => cookie.name)
  const { origin } = await another(() => `${name}=foreign; Path=/clusters`)
  monitor.allowOrigin(origin)
  await page.goto(origin)
  await page.goto(`${wizard().origin}/clusters/${CLUSTER}/hosts`)
  expect((await context.cookies(page.url())).filter((cookie) => cookie.name === name).length).toBe(2)
  await waitUntilVisible(page.getByText('Connected', { exact: true }))
  await waitUntilVisible(page.getByRole('heading', { level: 1, name: 'Hosts' }))
})

it('a page without its page key redirects to the sign-in form, and from there back', async () => {
  const { page, monitor } = await visit()
  monitor.ignoreMessages(/401/)
  await waitUntilVisible(page.getByText('Connected', { exact: true }))
  await page.evaluate(() => localStorage.clear())
  const at = `${wizard().origin}/clusters/${CLUSTER}/install?run=${ENDED}#L5`
  await page.goto(at)
  await page.getByLabel('Access token').fill(wizard().token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(at)
  await waitUntilVisible(page.getByText('Connected', { exact: true }))
  await waitUntilVisible(page.getByRole('region', { name: 'Log lines' }).getByRole('listitem'))
})

it('a viewer downloads the masked log and has no option for secrets; an invalid link shows the reason', async () => {
  const { page: operator } = await visit()
  await operator.goto(`${wizard().origin}/clusters/${CLUSTER}/install?run=${ENDED}`)
  await waitUntilVisible(operator.getByRole('button', { name: 'Download the log with secrets…' }))
  await operator.getByRole('button', { name: 'Share…' }).click()
  await operator.getByRole('button', { name: 'Create link' }).click()
  const linkText = operator.getByText(/\/share\?key=/).first()
  const link = /http\S+\/share\?key=[\w-]+/.exec((await linkText.textContent()) ?? '')?.[0] ?? ''

  const { page, context, monitor } = await visit()
  monitor.ignoreMessages(/401/)
  await waitUntilVisible(page.getByText('Connected', { exact: true }))
  await context.clearCookies()
  await openLink(page, link)
  const save = page.getByRole('button', { name: 'Download the log with secrets masked' })
  await waitUntilVisible(save)
  expect(await page.getByRole('button', { name: /secrets…/ }).count()).toBe(0)
  const download = page.waitForEvent('download')
  await save.click()
  expect((await download).suggestedFilename()).toBe(`taskbox-${ENDED}.log`)
  // A second visit of the link continues the same session.
  await openLink(page, link)
  await waitUntilVisible(page.getByText('Connected', { exact: true }))

  await context.clearCookies()
  await page.goto(`${link.slice(0, -3)}xxx`)
  await waitUntilVisible(page.getByText('This link is not valid'))
  expect(await page.getByRole('textbox').count()).toBe(0)
  expect(await page.getByLabel('Access token').count()).toBe(0)
})

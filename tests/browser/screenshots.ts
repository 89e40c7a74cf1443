/**
 * `npm run screenshots [-- many failed practice]`: takes screenshots of every step into docs/screenshots/, light and
 * dark, 1280 and 390 px wide, for a practice run, a failing run, and the checks of 200 hosts. Needs a build.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { startSandbox } from '@/server/sandbox/sandbox'
import { installSandboxPackage } from '@/server/sandbox/sources/package'
import { hostOf } from '../lab/sandbox'
import {
  CHECKED_WITHIN_MS,
  goTo,
  goToNext,
  INSTALLED_WITHIN_MS,
  install,
  openLink,
  openToReview,
  waitForRunState,
  waitUntilVisible,
} from './actions'
import { openChromium } from './chromium'
import { MANY_ID, seedManyHosts } from './many-hosts'
import { startWizard } from './wizard'

const FOLDER = 'docs/screenshots'
const SIZES = { 1280: { width: 1280, height: 800 }, 390: { width: 390, height: 844 } } as const
const THEMES = ['light', 'dark'] as const
/** The play during which the install is captured: far enough, and long enough for all views. */
const CURRENT_PLAY = 'Build the etcd cluster'
/** Delay for the facts of connected hosts, which have no placeholder. */
const IDLE_MS = 1_500

interface View {
  name: string
  page: Page
}

/** One signed-in browser for each width and theme, so that all capture the same moment. */
async function views(browser: Browser, address: string): Promise<View[]> {
  const openViews: View[] = []
  for (const [width, viewport] of Object.entries(SIZES))
    for (const theme of THEMES) {
      const context: BrowserContext = await browser.newContext({ viewport, colorScheme: theme, locale: 'en' })
      const page = await context.newPage()
      await openLink(page, address)
      openViews.push({ name: `${width}-${theme}`, page })
    }
  return openViews
}

/** Captures the current page in every view. */
async function screenshot(all: readonly View[], step: string, at: string): Promise<void> {
  for (const { name, page } of all) {
    if (page.url() !== at) await page.goto(at)
    await waitUntilVisible(page.getByRole('heading', { level: 1 }))
    await page.locator('.animate-pulse').first().waitFor({ state: 'detached' })
    await page.waitForTimeout(IDLE_MS)
    await page.screenshot({ path: join(FOLDER, `${step}-${name}.png`), caret: 'hide' })
  }
}

/** Captures the checks of 200 hosts: the overview, the details of one host, and all checks of all hosts. */
async function screenshotMany(browser: Browser): Promise<void> {
  const wizard = await startWizard('serve', seedManyHosts)
  try {
    const at = `${wizard.origin}/clusters/${MANY_ID}/checks`
    const all = await views(browser, wizard.address)
    await screenshot(all, 'checks-200-hosts', at)
    for (const { name, page } of all) {
      if (!name.startsWith('1280')) continue
      await page.getByRole('button', { name: /^All \d+ checks/ }).click()
      await page.getByRole('table').scrollIntoViewIfNeeded()
      await page.screenshot({ path: join(FOLDER, `checks-200-hosts-all-${name}.png`), caret: 'hide' })
      await page
        .getByRole('table')
        .getByRole('button', { name: /: Failed$/ })
        .first()
        .click()
      await waitUntilVisible(page.getByRole('dialog'))
      await page.waitForTimeout(IDLE_MS)
      await page.screenshot({ path: join(FOLDER, `checks-one-host-${name}.png`), caret: 'hide' })
    }
    for (const { page } of all) await page.context().close()
  } finally {
    await wizard.stop()
  }
}

/** Captures an install that fails because a host's password changed after the checks. */
async function screenshotFailed(browser: Browser): Promise<void> {
  const sandbox = await startSandbox({ names: ['master', 'node1', 'node2'] })
  try {
    const folder = await installSandboxPackage(sandbox)
    const wizard = await startWizard('serve')
    try {
      const all = await views(browser, wizard.address)
      const actor = await (await browser.newContext({ viewport: SIZES[1280], locale: 'en' })).newPage()
      await openLink(actor, wizard.address)
      await openToReview(actor, JSON.stringify(sandboxCluster(sandbox, folder)))
      await hostOf(sandbox, 2).exec('echo root:another | chpasswd')
      await install(actor, 'practice', 3)
      await waitForRunState(actor, 'Install failed', INSTALLED_WITHIN_MS)
      await screenshot(all, 'failed', actor.url())
      for (const { page } of all) await page.context().close()
    } finally {
      await wizard.stop()
    }
  } finally {
    await sandbox.stop()
  }
}

async function screenshotPractice(browser: Browser): Promise<void> {
  const wizard = await startWizard('demo')
  try {
    const all = await views(browser, wizard.address)
    await screenshot(all, 'home', `${wizard.origin}/`)
    const context = await browser.newContext({ viewport: SIZES[1280], locale: 'en' })
    const actor = await context.newPage()
    await openLink(actor, wizard.address)
    await actor.getByRole('button', { name: 'Practice', exact: true }).click()
    await actor
      .getByRole('dialog')
      .getByRole('button', { name: /^KubeSphere/ })
      .click()
    await waitUntilVisible(actor.getByRole('heading', { level: 1, name: 'Installer', exact: true }))
    await screenshot(all, 'installer', actor.url())
    for (const title of ['Hosts', 'Network', 'Storage']) {
      await goToNext(actor, title)
      await screenshot(all, title.toLowerCase(), actor.url())
    }
    await goToNext(actor, 'Checks')
    await actor.getByRole('button', { name: 'Re-run all checks' }).waitFor({ timeout: CHECKED_WITHIN_MS })
    await screenshot(all, 'checks', actor.url())
    await goToNext(actor, 'Review')
    await screenshot(all, 'review', actor.url())
    await install(actor, 'practice', 3)
    await waitUntilVisible(actor.getByText(CURRENT_PLAY), INSTALLED_WITHIN_MS)
    await screenshot(all, 'install', actor.url())
    await waitUntilVisible(actor.getByText('The cluster is installed'), INSTALLED_WITHIN_MS)
    await goTo(actor, 'Done')
    await screenshot(all, 'done', actor.url())
  } finally {
    await wizard.stop()
  }
}

const PARTS = { many: screenshotMany, failed: screenshotFailed, practice: screenshotPractice }

const names = process.argv.slice(2)
const unknown = names.filter((name) => !(name in PARTS))
if (unknown.length > 0) {
  console.error(`No pictures named ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}.`)
  process.exit(2)
}
await mkdir(FOLDER, { recursive: true })
const browser = await openChromium()
try {
  for (const [name, part] of Object.entries(PARTS))
    if (names.length === 0 || names.includes(name)) await part(browser)
} finally {
  await browser.close()
}

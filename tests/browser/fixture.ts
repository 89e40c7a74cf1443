/**
 * Provides a wizard and Chromium for the tests of a file. After each test, no visitor may have console errors, requests
 * to other origins, or received secrets. A failing test leaves a screenshot of every page, the trace and the server's
 * log in `tests/browser/out/<test>/`.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { openLink } from './actions'
import { type BrowserMonitor, monitorBrowser } from './browser-monitor'
import { openChromium } from './chromium'
import type { WizardProcess } from './wizard'

const OUT = 'tests/browser/out'
const START_MS = 5 * 60_000
/** Includes the timeout for a screenshot of a page that no longer renders. */
const STOP_MS = 3 * 60_000
/** Timeout of one action on a page, on a machine with ten times as much load as cores. */
const ACTION_TIMEOUT_MS = 2 * 60_000
/** `TASKBOX_TEST_TRACE=snapshots` also records the page at each call, for a trace that shows more than calls. */
const SNAPSHOTS = process.env.TASKBOX_TEST_TRACE === 'snapshots'

export interface Visitor {
  context: BrowserContext
  page: Page
  monitor: BrowserMonitor
}

export interface BrowserFixture {
  wizard(): WizardProcess
  /** Opens the printed address in a separate browser context, with its own cookies and storage. */
  visit(options?: BrowserContextOptions): Promise<Visitor>
}

export interface FixtureOptions {
  start: () => Promise<WizardProcess>
  /** Secrets that must never reach a browser, evaluated at the end of a test. */
  secrets?: () => readonly string[]
  /** Called with every new browser before its first page. */
  prepare?: (context: BrowserContext) => Promise<void>
}

export function browserFixture({ start, secrets = () => [], prepare }: FixtureOptions): BrowserFixture {
  let wizard: WizardProcess | undefined
  let browser: Browser | undefined
  const visitors: Visitor[] = []

  beforeAll(async () => {
    ;[wizard, browser] = await Promise.all([start(), openChromium()])
  }, START_MS)

  afterEach(async ({ task }) => {
    const current = visitors.splice(0)
    const violations = await Promise.all(current.map(({ monitor }) => monitor.violations(secrets())))
    const hasFailed = task.result?.state === 'fail' || violations.flat().length > 0
    await closeVisitors(
      current,
      hasFailed ? await createReportFolder(task.name, violations.flat(), wizard) : undefined,
    )
    expect(violations.flat()).toEqual([])
  }, STOP_MS)

  afterAll(async () => {
    await browser?.close()
    await wizard?.stop()
  }, STOP_MS)

  const started = () => {
    if (!wizard || !browser) throw new Error('the wizard has not started')
    return { wizard, browser }
  }
  return {
    wizard: () => started().wizard,
    visit: async (options = {}) => {
      const visitor = await openVisitor(started(), options, prepare)
      visitors.push(visitor)
      return visitor
    },
  }
}

async function openVisitor(
  { wizard, browser }: { wizard: WizardProcess; browser: Browser },
  options: BrowserContextOptions,
  prepare: FixtureOptions['prepare'],
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en',
    // Without a GPU, each frame of a spinner uses CPU time that the install needs.
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(ACTION_TIMEOUT_MS)
  // Recording calls, console and errors is cheap. Snapshots make each call three times as slow, and a video needs more
  // CPU time than an install.
  await context.tracing.start({ snapshots: SNAPSHOTS })
  const monitor = monitorBrowser(context, wizard.origin)
  await prepare?.(context)
  const page = await context.newPage()
  await openLink(page, wizard.address)
  return { context, page, monitor }
}

/** Creates the folder of a failing test, with the server's log. */
async function createReportFolder(
  test: string,
  violations: readonly string[],
  wizard: WizardProcess | undefined,
): Promise<string> {
  const folder = join(OUT, test.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80))
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'server.log'), wizard?.output() ?? '')
  await writeFile(join(folder, 'violations.txt'), violations.join('\n'))
  return folder
}

/** Closes all visitors' browsers. Stores screenshots and traces if a folder is given. */
async function closeVisitors(visitors: readonly Visitor[], folder: string | undefined): Promise<void> {
  for (const [index, { context }] of visitors.entries()) {
    if (folder) {
      for (const [at, page] of context.pages().entries())
        await page.screenshot({ path: join(folder, `visitor${index}-page${at}.png`) }).catch(() => undefined)
      await context.tracing.stop({ path: join(folder, `visitor${index}.zip`) })
    }
    await context.close()
  }
}

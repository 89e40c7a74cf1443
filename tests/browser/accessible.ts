/** axe-core over a page as it stands, in both themes, on a wide and on a narrow screen. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { z } from 'zod'
import { FULL } from '../scale'

const THEMES = ['light', 'dark'] as const
const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const
const SHOWN_NODES = 4

const violations = z.array(
  z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string(), failureSummary: z.string() })) }),
)

const LOOKS = SIZES.flatMap((size) => THEMES.map((theme) => ({ theme, size })))

/**
 * What a view is judged in: one theme at one width, which depends on the view's name so that each view is judged once
 * and all views together in all of them; at full size each view in all of them.
 */
function looksOf(view: string): typeof LOOKS {
  const sum = [...view].reduce((total, letter) => total + letter.charCodeAt(0), 0)
  return FULL ? LOOKS : LOOKS.slice(sum % LOOKS.length).slice(0, 1)
}

/** The page must break none of axe's rules. Each view is judged once in the suite. */
export async function expectAccessible(page: Page, view: string): Promise<void> {
  const before = page.viewportSize()
  const found: string[] = []
  for (const { theme, size } of looksOf(view)) {
    await show(page, theme, size)
    found.push(...(await judge(page)).map((text) => `${view}, ${theme}, ${size.width} px: ${text}`))
  }
  if (before) await page.setViewportSize(before)
  await page.emulateMedia({ colorScheme: null })
  expect(found).toEqual([])
}

/** For a view that another test judges in a state with more in it: judged at full size only. */
export async function expectStillAccessible(page: Page, what: string): Promise<void> {
  if (FULL) await expectAccessible(page, what)
}

/** Lets the page be seen in a theme and a size, and waits until it has come to rest. */
async function show(
  page: Page,
  theme: (typeof THEMES)[number],
  size: { width: number; height: number },
): Promise<void> {
  await page.emulateMedia({ colorScheme: theme })
  await page.setViewportSize(size)
  // A step that is on its way has no heading yet.
  await page.locator('h1').first().waitFor({ state: 'attached' })
  await settled(page)
}

/** Two frames, and the end of every movement that has one. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    await frame()
    await frame()
    const moving = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
    await Promise.allSettled(moving.map(({ finished }) => finished))
  })
}

async function judge(page: Page): Promise<string[]> {
  // Asked for through the protocol, since a page's own rules may forbid scripts that are not its own.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const told = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations)`,
  )
  return violations.parse(told).map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, SHOWN_NODES)
        .map(({ html, failureSummary }) => `${html.slice(0, 200)} (${failureSummary})`)
        .join(' | ')}`,
  )
}

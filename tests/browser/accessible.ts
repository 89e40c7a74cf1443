/** Runs axe-core on a page, in both themes, on a wide and a narrow screen. */
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

const VARIANTS = SIZES.flatMap((size) => THEMES.map((theme) => ({ theme, size })))

/**
 * The themes and widths in which a view is checked. The small suite checks each view in one of them, chosen by the
 * view's name so that all of them are covered. The full suite checks each view in all of them.
 */
function variantsOf(view: string): typeof VARIANTS {
  const sum = [...view].reduce((total, letter) => total + letter.charCodeAt(0), 0)
  return FULL ? VARIANTS : VARIANTS.slice(sum % VARIANTS.length).slice(0, 1)
}

/** Expects that the page violates no axe rule. Each view is checked once in the suite. */
export async function expectAccessible(page: Page, view: string): Promise<void> {
  const viewport = page.viewportSize()
  const found: string[] = []
  for (const { theme, size } of variantsOf(view)) {
    await show(page, theme, size)
    found.push(...(await violationsOf(page)).map((text) => `${view}, ${theme}, ${size.width} px: ${text}`))
  }
  if (viewport) await page.setViewportSize(viewport)
  await page.emulateMedia({ colorScheme: null })
  expect(found).toEqual([])
}

/** For a view that another test checks with more content: checked in the full suite only. */
export async function expectStillAccessible(page: Page, what: string): Promise<void> {
  if (FULL) await expectAccessible(page, what)
}

/** Sets theme and size, and waits until the page is stable. */
async function show(
  page: Page,
  theme: (typeof THEMES)[number],
  size: { width: number; height: number },
): Promise<void> {
  await page.emulateMedia({ colorScheme: theme })
  await page.setViewportSize(size)
  // A step that is still loading has no heading.
  await page.locator('h1').first().waitFor({ state: 'attached' })
  await waitForAnimations(page)
}

/** Waits for two frames and the end of all finite animations. */
async function waitForAnimations(page: Page): Promise<void> {
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

async function violationsOf(page: Page): Promise<string[]> {
  // Inject axe through the protocol, since the page's CSP may forbid other scripts.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const result = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations)`,
  )
  return violations.parse(result).map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, SHOWN_NODES)
        .map(({ html, failureSummary }) => `${html.slice(0, 200)} (${failureSummary})`)
        .join(' | ')}`,
  )
}

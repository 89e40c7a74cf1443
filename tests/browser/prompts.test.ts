/** An installer that prompts in every way: with and without a newline, hidden, in Chinese, twice in a row, and not at all. */
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { BANNER, scriptedPackage } from '../cli/lab'
import { hostOf, labSandbox } from '../lab/sandbox'
import { startChecked } from '../server/checked-run'
import { type Client, connect, sendRequest } from '../server/serve'
import { expectAccessible } from './accessible'
import { goTo, openLink, pageKeyOf, waitForRunState, waitUntilVisible } from './actions'
import { browserFixture } from './fixture'
import { startWizard } from './wizard'

const TEST_MS = 15 * 60_000
/** Timeout on a machine with ten times as much load as cores. */
const SOON_MS = 90_000
const SECRET = 'never-shown-4711'
const LINE = 'a line for later'
const ANSWERS = '/tmp/answers'
/** The script continues when this file exists. */
const GO = '/tmp/go'

const SCRIPT = `for n in 1 2 3 4; do echo "Requirement $n: ${'two cores and four GiB of memory, '.repeat(4)}"; done
echo "Do you accept the licence? (yes/no) "
read -r licence
read -r -s -p "Password of the registry: " password; echo
printf '请选择存储类型（nfs/ceph）：\\n'
read -r storage
read -r -p "Size of the volumes: " size
read -r -p "Press Enter to start" start
until [ -e ${GO} ]; do echo "working $(date +%N)"; sleep 0.2; done
read -r line
printf '%s|' "$licence" "$password" "$storage" "$size" "$start" "$line" >${ANSWERS}
${BANNER}`

const sandbox = labSandbox('master', 'node1')
const { visit, wizard } = browserFixture({
  start: () => startWizard('serve'),
  secrets: () => [SECRET],
})

const CARD = 'The installer is waiting for your answer'
const cardOf = (page: Page, name = CARD) => page.getByRole('region', { name })
const fieldOf = (page: Page) => cardOf(page).getByLabel('Your answer')
const isFocused = (field: Locator) => field.evaluate((element) => element === document.activeElement)

/** Waits for the card of a question, whose field has the focus. */
async function isAsked(page: Page, question: string): Promise<void> {
  await waitUntilVisible(cardOf(page).getByText(question), SOON_MS)
  await expect.poll(() => isFocused(fieldOf(page)), { timeout: SOON_MS }).toBe(true)
}

/** A socket with the session of a page. */
async function socketOf(page: Page): Promise<Client> {
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  return connect({ port: Number(new URL(wizard().origin).port), cookie, pageKey: await pageKeyOf(page) })
}

/** Starts the run. @returns the address of its page, and a share link */
async function startRun(page: Page): Promise<{ at: string; link: string }> {
  const packageFolder = await scriptedPackage(sandbox(), 'prompts', SCRIPT)
  const client = await socketOf(page)
  const text = JSON.stringify(sandboxCluster(sandbox(), packageFolder))
  const created = await sendRequest(client, 'clusters.create', { from: 'file', text })
  if (!('id' in created)) throw new Error(JSON.stringify(created))
  const run = await startChecked(client, created.id)
  const { path: link } = await sendRequest(client, 'share.create', { run })
  client.close()
  return { at: `${wizard().origin}/clusters/${created.id}/install?run=${run}`, link }
}

/** The state of the run in the title, in the navigation, also of another step, and in the lists of the first page. */
async function isReportedEverywhere(page: Page, others: { home: Page; step: Page }): Promise<void> {
  await expect.poll(() => page.title()).toContain('Waiting for your answer')
  await expect.poll(() => others.step.title()).toContain('Waiting for your answer')
  for (const each of [page, others.step])
    await waitUntilVisible(
      each.getByRole('navigation', { name: 'Steps' }).getByText('Waiting for your answer'),
      SOON_MS,
    )
  await expect.poll(() => others.home.getByText('Waiting for your answer').count()).toBe(2)
}

/** On a narrow screen, the lines before the question are scrolled out of sight. */
async function questionIsInSight(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 })
  const lines = cardOf(page).getByRole('region', { name: 'Last output of the installer' })
  const isInSight = await lines.evaluate((box) => {
    const question = box.querySelector('pre > :last-child')?.getBoundingClientRect().bottom ?? Number.NaN
    return box.scrollHeight > box.clientHeight && question <= box.getBoundingClientRect().bottom
  })
  expect(isInSight).toBe(true)
  await page.setViewportSize({ width: 1280, height: 800 })
}

/** A viewer sees the question without a field for the answer. */
async function viewerReadsOnly(viewer: Page): Promise<void> {
  const card = cardOf(viewer, 'The installer is waiting for an answer')
  await waitUntilVisible(card.getByText('Do you accept the licence? (yes/no)'), SOON_MS)
  await waitUntilVisible(card.getByText('view-only access'))
  expect(await card.getByRole('button').count()).toBe(0)
  expect(await card.locator('input').count()).toBe(0)
  expect(await viewer.getByRole('button', { name: 'Send a line to the installer…' }).count()).toBe(0)
  await expectAccessible(viewer, 'shared run, waiting')
}

/** A masked field that can be revealed. The answer appears nowhere, not even in the list of answers. */
async function answerHidden(page: Page): Promise<void> {
  await isAsked(page, 'Password of the registry:')
  expect(await fieldOf(page).getAttribute('type')).toBe('password')
  await page.keyboard.type(SECRET)
  await cardOf(page).getByRole('button', { name: 'Show' }).click()
  expect(await fieldOf(page).getAttribute('type')).toBe('text')
  await cardOf(page).getByRole('button', { name: 'Hide' }).click()
  await fieldOf(page).press('Enter')
}

/** While the user types elsewhere, the next question does not receive the focus. */
async function answerElsewhere(page: Page, other: Page): Promise<void> {
  await isAsked(page, 'Size of the volumes:')
  const search = page.getByRole('textbox', { name: 'Search the log' })
  await search.fill('vol')
  await isAsked(other, 'Size of the volumes:')
  await other.keyboard.type('20Gi')
  await other.keyboard.press('Enter')
  await waitUntilVisible(cardOf(page).getByText('Press Enter to start'), SOON_MS)
  expect(await isFocused(search)).toBe(true)
  await waitUntilVisible(cardOf(page).getByRole('button', { name: 'Enter', exact: true }))
  await fieldOf(page).press('Enter')
  await cardOf(page).waitFor({ state: 'detached', timeout: SOON_MS })
}

/** A line that is sent while the installer does not read is read later. */
async function sendLine(page: Page): Promise<void> {
  await waitForRunState(page, 'Installing', SOON_MS)
  await page.getByRole('button', { name: 'Send a line to the installer…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send a line to the installer' })
  await expect.poll(() => isFocused(dialog.getByLabel('Line', { exact: true }))).toBe(true)
  await expectAccessible(page, 'send a line')
  await dialog.getByLabel('Line', { exact: true }).fill('a\tb')
  await waitUntilVisible(dialog.getByText('Remove tabs and other control characters.'))
  await dialog.getByRole('checkbox', { name: 'Hide what I type' }).click()
  expect(await dialog.getByLabel('Line', { exact: true }).getAttribute('type')).toBe('password')
  await dialog.getByLabel('Line', { exact: true }).fill(LINE)
  await dialog.getByLabel('Line', { exact: true }).press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await waitUntilVisible(page.getByText('The line was sent to the installer.'))
}

/** The answers are listed with their authors; the hidden one without its text. */
async function answersAreListed(page: Page): Promise<void> {
  await page.getByText(/^\d+ answered questions$/).click()
  const row = (question: string) => page.getByRole('listitem').filter({ hasText: question }).last()
  await waitUntilVisible(row('Password of the registry:').getByText('(hidden)'))
  await waitUntilVisible(row('Please input an option:').getByText('answered by Taskbox'))
  await waitUntilVisible(row('请选择存储类型（nfs/ceph）：').getByText('ceph', { exact: true }))
  await waitUntilVisible(row('Press Enter to start').getByText('answered by a user'))
}

it(
  'a run that waits for input shows its prompt on every page, whatever it looks like, and accepts an answer',
  async () => {
    const { page } = await visit()
    const { page: other, context } = await visit()
    const { page: viewer, context: viewing } = await visit()
    const { at, link } = await startRun(page)
    await page.goto(at)
    const home = await context.newPage()
    await home.goto(wizard().origin)
    await other.goto(at)
    await goTo(other, 'Hosts')
    await viewer.goto('about:blank')
    await viewing.clearCookies()
    await openLink(viewer, wizard().origin + link)

    await isAsked(page, 'Do you accept the licence? (yes/no)')
    await questionIsInSight(page)
    await isReportedEverywhere(page, { home, step: other })
    await viewerReadsOnly(viewer)
    await goTo(other, 'Install')
    await cardOf(page).getByRole('button', { name: 'yes', exact: true }).click()
    await answerHidden(page)
    await isAsked(page, '请选择存储类型（nfs/ceph）：')
    await page.keyboard.type('ceph')
    await page.keyboard.press('Enter')
    await answerElsewhere(page, other)
    await sendLine(page)
    await hostOf(sandbox(), 0).exec(`touch ${GO}`)
    await waitUntilVisible(
      page.getByText('The installer succeeded, but the console does not respond yet'),
      SOON_MS,
    )
    // Without a reload.
    await expect.poll(() => home.getByText('Installed', { exact: true }).count()).toBe(2)
    await answersAreListed(page)
    const { stdout } = await hostOf(sandbox(), 0).exec(`cat ${ANSWERS}`)
    expect(stdout).toBe(`yes|${SECRET}|ceph|20Gi||${LINE}|`)
    expect(await page.content()).not.toContain(SECRET)
  },
  TEST_MS,
)

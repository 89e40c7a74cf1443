import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { readClusterFile } from '@/lib/cluster/file/read'
import { createEngine, type Engine, newId } from '@/server/engine'
import type { Run } from '@/server/runs/run'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { copyPackage } from '../lab/package'
import { labSandbox } from '../lab/sandbox'
import { expectAccessible } from './accessible'
import { INSTALLED_WITHIN_MS, logLines, openToReview, waitForRunState, waitUntilVisible } from './actions'
import { browserFixture } from './fixture'
import { startWizard } from './wizard'

const TEST_MS = 20 * 60_000
const STOP_MS = 60_000
const QUESTION = 'Which colour shall it have?'

const sandbox = labSandbox('master', 'node1', 'node2')
let data: string
let otherEngine: Engine
let run: Run
let text: string
const { visit } = browserFixture({
  start: async () => {
    const folder = await copyPackage(sandbox())
    text = JSON.stringify(sandboxCluster(sandbox(), folder))
    await sandbox().hosts[0].exec(`echo '${QUESTION}' >${folder}/conf/.ask`)
    data = await mkdtemp(join(tmpdir(), 'other-taskbox-'))
    otherEngine = createEngine({ data, logLevel: 'silent' })
    const { id } = await otherEngine.clusters.create(readClusterFile(text, newId).draft)
    run = await otherEngine.runs.start(id)
    await vi.waitUntil(() => run.state === 'waiting', { timeout: INSTALLED_WITHIN_MS, interval: 200 })
    return startWizard('serve')
  },
  secrets: () => sandbox().hosts.flatMap(({ password, sudoPassword }) => [password, sudoPassword]),
})
afterAll(async () => {
  await otherEngine?.close()
  if (data) await rm(data, { recursive: true, force: true })
}, STOP_MS)

it(
  'follows and stops the install of another Taskbox that has locked the package, instead of starting a second',
  async () => {
    const { page } = await visit()
    await openToReview(page, text)
    await page.getByRole('button', { name: 'Install practice on 3 hosts' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByRole('button', { name: 'Install', exact: true }).click()
    await waitUntilVisible(dialog.getByText('Another Taskbox is installing from'))
    await expectAccessible(page, 'another Taskbox installs')
    await dialog.getByRole('button', { name: 'Follow install' }).click()

    await waitForRunState(page, 'Waiting for your answer')
    await waitUntilVisible(logLines(page).getByText(QUESTION))
    await page.getByRole('button', { name: 'Stop…' }).click()
    await page.getByRole('button', { name: 'Stop the install' }).click()
    await waitUntilVisible(page.getByText('The install was stopped'))
    await run.ended
    expect(run.state).toBe('stopped')
  },
  TEST_MS,
)

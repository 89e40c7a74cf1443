import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { expectAccessible } from './accessible'
import { waitUntilVisible } from './actions'
import { browserFixture } from './fixture'
import { startWizard } from './wizard'

const TEST_MS = 3 * 60_000
const SOON_MS = 20_000
/** Socket frames without content, such as pings. */
const IDLE = /^(2|3|5|40(\{"pageKey":"[\w-]+"\})?|2probe)$/
const COLUMNS = ['ok', 'changed', 'unreachable', 'failed', 'skipped', 'rescued', 'ignored'] as const
const SAMPLES = ['2.7.txt', '2.9.txt', '2.14.txt', '2.18.txt', '2.22.txt']

const { wizard, visit } = browserFixture({ start: () => startWizard('serve') })

const sample = (name: string) => readFileSync(new URL(`../fixtures/ansible-output/${name}`, import.meta.url))

/** Opens the log explanation. @param sent collects the frames that the page sends */
async function open(sent: string[] = []): Promise<Page> {
  const { page } = await visit()
  page.on('request', (request) => request.method() !== 'GET' && sent.push(request.url()))
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))))
  await page.goto(`${wizard().origin}/explain`)
  await waitUntilVisible(page.getByRole('heading', { level: 1, name: 'Explain a log' }))
  // The socket of the first page may have opened after this test began to listen.
  sent.length = 0
  return page
}

const choose = (page: Page, name: string, buffer: Buffer) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer })

/** Drops a file on the page's drop zone, like a file manager. */
const drop = (page: Page, name: string, text: string) =>
  page.getByRole('region', { name: 'Choose log file' }).evaluate(
    (frame, [called = '', content = '']) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([content], called))
      for (const type of ['dragover', 'drop'])
        frame.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    },
    [name, text],
  )

type Counters = Record<string, Partial<Record<string, number>>>

/** Parses the recap at a log's end; older versions have fewer columns. */
function recapOf(log: string): Counters {
  const end = stripVTControlCharacters(log.slice(log.lastIndexOf('PLAY RECAP')))
  const lines = [...end.matchAll(/^(\S+) +: (ok=.*)$/gm)]
  return Object.fromEntries(
    lines.map(([, host = '', counters = '']) => [
      host,
      Object.fromEntries(
        [...counters.matchAll(/(\w+)=(\d+)/g)].map(([, name, count]) => [name, Number(count)]),
      ),
    ]),
  )
}

/** Reads the table of hosts. */
async function table(page: Page): Promise<Counters> {
  const rows = await page.getByRole('region', { name: 'Hosts' }).locator('tbody tr').all()
  const read = rows.map(async (row) => {
    const numbers = await row.locator('td').allTextContents()
    const counters = Object.fromEntries(COLUMNS.map((column, at) => [column, Number(numbers[at])]))
    return [(await row.locator('th').textContent()) ?? '', counters] as const
  })
  return Object.fromEntries(await Promise.all(read))
}

describe('a log of any installation', () => {
  it(
    "is explained in the browser with the counts of Ansible's recap, for every version",
    async () => {
      const sent: string[] = []
      const page = await open(sent)
      for (const name of SAMPLES) {
        await choose(page, name, sample(name))
        await waitUntilVisible(page.getByText(name, { exact: true }))
        await waitUntilVisible(page.getByRole('region', { name: 'Hosts' }))
        const recap = recapOf(sample(name).toString())
        await expect.poll(() => table(page), { timeout: SOON_MS }).toMatchObject(recap)
        expect(Object.keys(await table(page)).sort()).toEqual(Object.keys(recap).sort())
      }
      await expectAccessible(page, 'a log that is explained')
      expect(sent.filter((one) => !IDLE.test(one))).toEqual([])
    },
    TEST_MS,
  )

  it(
    'may be dropped; the page names host, task, cause and fix, and shows the line',
    async () => {
      const page = await open()
      const log = `PLAY [all] ***\n\nTASK [install docker] ***\nfatal: [node1]: FAILED! => {"changed": false, "msg": "Could not get lock /var/lib/dpkg/lock-frontend - open (11: Resource temporarily unavailable)"}\n\nPLAY RECAP ***\nnode1 : ok=0 changed=0 unreachable=0 failed=1 skipped=0 rescued=0 ignored=0\n`
      await drop(page, 'install.log', log)
      await waitUntilVisible(page.getByText('The run failed', { exact: true }))
      await waitUntilVisible(page.getByText('“install docker” failed on node1'))
      await waitUntilVisible(page.getByText('Remedy'))
      await page.getByRole('button', { name: 'Show line 4' }).click()
      await waitUntilVisible(
        page.getByText('Log around line 4').or(page.getByLabel('Log around line 4')).first(),
      )
      const interrupted = 'PLAY [all] ***\n\nTASK [pull] ***\n^C [ERROR]: User interrupted execution\n'
      await choose(page, 'two-runs.log', Buffer.from(log + interrupted))
      const last = page.getByRole('region', { name: 'Run from line 8' })
      await waitUntilVisible(last.getByText('The user interrupted the task “pull” (line 10).'))
      const first = page.getByRole('region', { name: 'Run from line 1', exact: true })
      await waitUntilVisible(first.getByText('“install docker” failed on node1'))
      await expectAccessible(page, 'a log of two runs')
    },
    TEST_MS,
  )

  it(
    'is reported as invalid if it is another file, and the page accepts the next file',
    async () => {
      const page = await open()
      await choose(page, 'picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff, 0xfe, 0x0a]))
      await waitUntilVisible(page.getByText('This is not an Ansible or installer log'))
      await choose(page, '2.14.txt', sample('2.14.txt'))
      await waitUntilVisible(page.getByRole('region', { name: 'Hosts' }))
    },
    TEST_MS,
  )
})

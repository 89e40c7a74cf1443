import { readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { applyPatch } from '@/lib/contract/patch'
import type { RunView } from '@/lib/contract/run'
import type { ServerEvents } from '@/lib/contract/socket'
import { readTaskStarts } from '@/server/runs/run-timings'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { BANNER, jobLog, scriptedPackage } from '../../cli/lab'
import { hostOf, labSandbox } from '../../lab/sandbox'
import { startChecked } from '../checked-run'
import { type Client, connect, headersOf, type Served, sendRequest, serve, signIn } from '../serve'

const RUN_MS = 180_000
const SOON_MS = 60_000
const sandbox = labSandbox('master', 'node1')
const master = () => hostOf(sandbox(), 0)
let data: string
let cluster = ''
let served: Served | undefined

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'runs-'))
})
afterEach(async () => {
  served?.process.kill('SIGKILL')
  await served?.process.ended
  served = undefined
})
afterAll(() => rm(data, { recursive: true, force: true }))

/** A run's page in one browser: its view and its log, as pushed by the server. */
class Page {
  view: RunView
  log = Buffer.alloc(0)

  private constructor(
    readonly client: Client,
    readonly run: string,
    view: RunView,
  ) {
    this.view = view
  }

  static async open(from: Served, run: string, offset = 0): Promise<Page> {
    const client = await clientOf(from)
    let page: Page | undefined
    const early: Buffer[] = []
    const onLog: ServerEvents['runs.log'] = (message, ack) => {
      const bytes = Buffer.from(message.bytes)
      if (page) page.log = Buffer.concat([page.log, bytes])
      else early.push(bytes)
      ack()
    }
    const changes: Parameters<ServerEvents['runs.view']>[0][] = []
    const onView: ServerEvents['runs.view'] = (change, ack) => {
      changes.push(change)
      page?.apply(changes.splice(0))
      ack()
    }
    client.on('runs.log', onLog).on('runs.view', onView)
    page = new Page(client, run, await sendRequest(client, 'runs.watch', { run }))
    await sendRequest(client, 'runs.follow', { run, offset })
    page.log = Buffer.concat([...early, page.log])
    page.apply(changes.splice(0))
    return page
  }

  apply(changes: readonly Parameters<ServerEvents['runs.view']>[0][]): void {
    for (const { from, patch } of changes)
      if (from === this.view.version) this.view = applyPatch(this.view, patch)
  }

  async until(state: RunView['state']): Promise<void> {
    await expect.poll(() => this.view.state, { timeout: SOON_MS }).toBe(state)
  }
}

async function clientOf(from: Served): Promise<Client> {
  const client = connect(from)
  await new Promise((resolve, reject) =>
    client.once('connect', () => resolve(0)).once('connect_error', reject),
  )
  return client
}

/** Starts a server and a run of this script. All runs belong to one cluster, which is checked once. */
async function start(script: string): Promise<{ served: Served; cluster: string; run: string }> {
  const packageFolder = await scriptedPackage(sandbox(), 'runs', script)
  served = await serve(data)
  const client = await clientOf(served)
  const run = cluster
    ? (await sendRequest(client, 'runs.start', { id: cluster })).run
    : await startFirst(client, packageFolder)
  client.close()
  return { served, cluster, run }
}

async function startFirst(client: Client, packageFolder: string): Promise<string> {
  const text = JSON.stringify(sandboxCluster(sandbox(), packageFolder))
  const created = await sendRequest(client, 'clusters.create', { from: 'file', text })
  if (!('id' in created)) throw new Error(JSON.stringify(created))
  cluster = created.id
  await expect(sendRequest(client, 'runs.start', { id: cluster })).rejects.toThrow('checks {"what":"never"')
  return startChecked(client, cluster)
}

/** Kills the server and starts it again with the same data. */
async function restart(): Promise<Served> {
  served?.process.kill('SIGKILL')
  await served?.process.ended
  served = await serve(data)
  return served
}

/** The log for browsers: with stars in place of the banner's password. */
const redactLog = (log: Buffer) =>
  Buffer.from(log.toString('latin1').replaceAll('passw0rd', '********'), 'latin1')
const numbered = (log: Buffer) => [...log.toString().matchAll(/line (\d+)\r\n/g)].map(([, n]) => Number(n))
const countTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1)

describe('a run whose server is killed', () => {
  it(
    'continues unchanged in every browser after a restart',
    async () => {
      const script = `for n in $(seq 1 200); do echo "line $n"; done
until [ -e /tmp/first ]; do sleep 0.1; done
for n in $(seq 201 400); do echo "line $n"; done
until [ -e /tmp/second ]; do sleep 0.1; done
for n in $(seq 401 600); do echo "line $n"; done
${BANNER}`
      const { served: first, cluster, run } = await start(script)
      const firstPage = await Page.open(first, run)
      await firstPage.until('running')
      expect(firstPage.view.hostKeysUnchecked).toBe(false)
      expect(firstPage.view.artifacts).toEqual(['checks.json', 'conf/hosts.ini', 'conf/vars.yml'])
      await expect.poll(() => firstPage.log.toString(), { timeout: SOON_MS }).toContain('line 200\r\n')
      const offset = firstPage.log.length

      const second = await restart()
      // Output while no server follows the run.
      await master().exec('touch /tmp/first')
      const [whole, rest] = [await Page.open(second, run), await Page.open(second, run, offset)]
      expect(whole.view).toMatchObject({ id: run, clusterId: cluster, startedAt: firstPage.view.startedAt })
      await expect.poll(() => whole.log.toString(), { timeout: SOON_MS }).toContain('line 400\r\n')
      await whole.until('running')
      await expect(sendRequest(whole.client, 'runs.start', { id: cluster })).rejects.toThrow('run-active')

      await master().exec('touch /tmp/second')
      for (const page of [whole, rest]) await page.until('succeeded')
      await expect.poll(() => whole.log.length, { timeout: SOON_MS }).toBe(whole.view.logBytes)
      await expect.poll(() => rest.log.length, { timeout: SOON_MS }).toBe(whole.view.logBytes - offset)
      const jobOutput = jobLog(master(), run)
      const redacted = redactLog(jobOutput)
      expect(redacted.equals(jobOutput)).toBe(false)
      expect(whole.log.equals(redacted)).toBe(true)
      expect(Buffer.concat([firstPage.log.subarray(0, offset), rest.log]).equals(redacted)).toBe(true)
      expect(numbered(jobOutput)).toEqual(countTo(600))
      await sendRequest(whole.client, 'session.confirm', { secret: second.token })
      expect(await sendRequest(whole.client, 'runs.password', { run })).toEqual({ password: 'passw0rd' })

      const fetchLog = (query = '') =>
        fetch(`http://127.0.0.1:${second.port}/api/runs/${run}/log${query}`, {
          headers: { ...headersOf(second), range: 'bytes=-300' },
        })
      const tail = await fetchLog()
      expect(tail.status).toBe(206)
      expect(Buffer.from(await tail.arrayBuffer()).equals(redacted.subarray(-300))).toBe(true)
      const raw = await fetchLog('?secrets=1')
      expect(Buffer.from(await raw.arrayBuffer()).equals(jobOutput.subarray(-300))).toBe(true)

      const third = await Page.open(await restart(), run)
      expect(third.view).toMatchObject({ state: 'succeeded', endedAt: whole.view.endedAt })
    },
    RUN_MS,
  )

  it(
    'waits at the same prompt, which is answered once',
    async () => {
      const script = `read -r -p "Which colour? " answer\nread -r -p "And which shape? " shape\necho "line $answer $shape"\n${BANNER}`
      const { served: first, run } = await start(script)
      const firstPage = await Page.open(first, run)
      await firstPage.until('waiting')
      const page = await Page.open(await restart(), run)
      await page.until('waiting')
      expect(page.view.question).toEqual(firstPage.view.question)
      const question = page.view.question?.id ?? ''
      expect(page.view.question?.text).toBe('Which colour?')
      await expect(
        sendRequest(page.client, 'runs.answer', { run, question: 'other', answer: 'x' }),
      ).rejects.toThrow('conflict')
      await sendRequest(page.client, 'runs.answer', { run, question, answer: 'green' })
      await expect.poll(() => page.view.question?.text, { timeout: SOON_MS }).toBe('And which shape?')
      await expect(sendRequest(page.client, 'runs.answer', { run, question, answer: 'red' })).rejects.toThrow(
        'conflict',
      )
      await sendRequest(page.client, 'runs.answer', {
        run,
        question: page.view.question?.id,
        answer: 'round',
      })
      await page.until('succeeded')
      expect(jobLog(master(), run).toString()).toContain('line green round')
      const answered = page.view.answers.map(({ by, question: text }) => `${by} ${text}`)
      expect(answered.filter((text) => text.startsWith('user'))).toEqual([
        'user Which colour?',
        'user And which shape?',
      ])
      expect(answered.filter((text) => text.startsWith('taskbox'))).toHaveLength(2)
      expect(page.view.answers.map(({ answer }) => answer)).toContain('green')
    },
    RUN_MS,
  )
})

it(
  'a run reports its states to every page of an operator, and to no viewer',
  async () => {
    const { served: server, run } = await start(`read -r -p "Which colour? " answer\n${BANNER}`)
    const operator = await clientOf(server)
    const states: string[] = []
    const onChange: ServerEvents['runs.changed'] = (message) =>
      states.push(`${message.run.id} ${message.run.state}`)
    operator.on('runs.changed', onChange)
    const { path: link } = await sendRequest(operator, 'share.create', { run })
    const halves = await signIn(`http://127.0.0.1:${server.port}${link}`)
    const viewer = await Page.open({ ...server, ...halves }, run)
    const received: string[] = []
    viewer.client.onAny((event: string) => received.push(event))
    await viewer.until('waiting')
    await sendRequest(operator, 'runs.answer', { run, question: viewer.view.question?.id, answer: 'green' })
    await viewer.until('succeeded')
    await expect.poll(() => states.at(-1)).toBe(`${run} succeeded`)
    expect(received).toContain('runs.view')
    expect(received).not.toContain('runs.changed')
    viewer.client.close()
    operator.close()
  },
  RUN_MS,
)

describe('a run that waits for input', () => {
  const SCRIPT = `echo "是否继续安装 (是/否) "
read -r one
read -r -s -p "Vault password: " two
echo
printf 'Fetching the images: is this a question? '
until [ -e /tmp/fetched ]; do sleep 0.1; done
echo
read -r three </dev/tty
[ "$two" = hidden-word ] && echo "line $one $three"
${BANNER}`
  it(
    'reports every prompt, also after a restart, but no stalled download',
    async () => {
      await master().exec('rm -f /tmp/fetched')
      const { served: first, run } = await start(SCRIPT)
      const before = await Page.open(first, run)
      await before.until('waiting')
      const { id: question, ...chinese } = before.view.question ?? { id: '' }
      expect(chinese).toMatchObject({ hidden: false, suggestions: ['是', '否'] })
      expect(chinese).toHaveProperty('text', expect.stringMatching(/是否继续安装 \(是\/否\)$/))
      await sendRequest(before.client, 'runs.answer', { run, question, answer: '是' })

      const isHidden = (page: Page) => expect.poll(() => page.view.question, { timeout: SOON_MS })
      const hidden = { text: 'Vault password:', hidden: true, suggestions: [] }
      await isHidden(before).toMatchObject(hidden)
      const page = await Page.open(await restart(), run)
      await isHidden(page).toEqual(before.view.question)
      const { id = '' } = page.view.question ?? {}
      await sendRequest(page.client, 'runs.answer', { run, question: id, answer: 'hidden-word' })

      await expect.poll(() => page.log.toString(), { timeout: SOON_MS }).toContain('is this a question? ')
      // Longer than the text alone would take to count as a prompt.
      const quietMs = () => Date.now() - (page.view.quiet?.since ?? Date.now())
      await expect.poll(quietMs, { timeout: SOON_MS }).toBeGreaterThan(3_000)
      expect(page.view).toMatchObject({ state: 'running', quiet: { mayWait: false } })
      expect(page.view.question).toBeUndefined()
      await sendRequest(page.client, 'runs.send-line', { run, line: 'sent early' })
      await master().exec('touch /tmp/fetched')

      await page.until('succeeded')
      expect(page.log.toString()).toContain('line 是 sent early')
      const stored = await master().exec(`grep -rl hidden-word /var/lib/taskbox-jobs/${run} || echo nowhere`)
      expect(stored.stdout.trim()).toBe('nowhere')
      const given = page.view.answers.map(({ at: _, ...answer }) => answer).slice(-2)
      expect(given).toEqual([
        { question: expect.stringContaining('是否继续安装'), answer: '是', hidden: false, by: 'user' },
        { question: 'Vault password:', answer: '', hidden: true, by: 'user' },
      ])
      expect(page.view.quiet).toBeUndefined()
    },
    RUN_MS,
  )
})

describe('a run after another one of the same release', () => {
  const SCRIPT = `cat >../playbooks/paced.yml <<'END'
- name: Paced
  hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - name: First
      command: sleep 1
    - name: Second
      wait_for: {path: /tmp/paced, sleep: 1}
    - name: Third
      command: sleep 2
END
run_playbook ../conf/hosts.ini paced.yml || exit $?
${BANNER}`
  it(
    'estimates its remaining time, also after a restart; the first run has no estimate',
    async () => {
      await master().exec('touch /tmp/paced')
      const { served: first, cluster, run } = await start(SCRIPT)
      const page = await Page.open(first, run)
      await page.until('succeeded')
      const durationMs = page.view.elapsedMs
      expect(page.view.estimate).toBeUndefined()
      const taskStarts = await readTaskStarts(path.join(data, 'runs', run, 'pace'))
      expect(taskStarts).toHaveLength(3)
      expect(taskStarts[1]).toBeGreaterThan((taskStarts[0] ?? 0) + 750)

      await master().exec('rm /tmp/paced')
      const { run: again } = await sendRequest(page.client, 'runs.start', { id: cluster })
      const next = await Page.open(first, again)
      const task = () => next.view.progress.plays.at(-1)?.tasks.at(-1)?.name
      await expect.poll(task, { timeout: SOON_MS }).toBe('Second')
      const { estimate } = next.view
      expect(estimate?.remainingMs).toBeGreaterThan(1000)
      expect(estimate?.remainingMs).toBeLessThan(4 * durationMs)
      expect(estimate?.typicalMs).toBeLessThan(durationMs)

      const after = await Page.open(await restart(), again)
      await expect.poll(() => after.view.estimate?.taskMs, { timeout: SOON_MS }).toBeGreaterThan(0)
      expect(after.view.estimate?.remainingMs).toBeGreaterThan(0)
      await master().exec('touch /tmp/paced')
      await after.until('succeeded')
      expect(after.view.estimate).toBeUndefined()
    },
    RUN_MS,
  )
})

describe('the files of a run', () => {
  it(
    'have mode 0600, and no response of the server contains a secret',
    async () => {
      const { served: first, cluster, run } = await start(`echo "line 1"\n${BANNER}`)
      const client = await clientOf(first)
      const messages: string[] = []
      client.onAny((...message: unknown[]) => messages.push(JSON.stringify(message)))
      const page = await Page.open(first, run)
      await page.until('succeeded')
      const opened = await sendRequest(client, 'clusters.open', { id: cluster })
      const host = opened.draft.hosts[1]?.id
      const answers: unknown[] = [
        opened,
        await sendRequest(client, 'clusters.list', {}),
        await sendRequest(client, 'clusters.export', { id: cluster, secrets: false }),
        await sendRequest(client, 'review.files', { id: cluster }),
        await sendRequest(client, 'checks.view', { id: cluster }),
        await sendRequest(client, 'hosts.test-connection', { id: cluster, host }),
        await sendRequest(page.client, 'clusters.save', { id: cluster, patch: { name: 'renamed' } }),
        page.view,
      ]
      for (const address of ['export', 'files?path=conf/hosts.ini', 'files?path=conf/vars.yml']) {
        const got = await fetch(`http://127.0.0.1:${first.port}/api/clusters/${cluster}/${address}`, {
          headers: headersOf(first),
        })
        const text = await got.text()
        expect(got.status, `${address}: ${text}`).toBe(200)
        answers.push(text)
      }
      await sleep(300)
      expect(messages.join()).toContain('renamed')
      for (const { password } of sandbox().hosts)
        for (const text of [...answers.map((answer) => JSON.stringify(answer)), ...messages])
          expect(text.includes(password), text.slice(0, 200)).toBe(false)
      for (const name of ['run.json', 'draft.json', 'log'])
        expect(statSync(path.join(data, 'runs', run, name)).mode & 0o777, name).toBe(0o600)
      expect(readFileSync(path.join(data, 'runs', run, 'run.json'), 'utf8')).not.toContain(master().password)
    },
    RUN_MS,
  )
})

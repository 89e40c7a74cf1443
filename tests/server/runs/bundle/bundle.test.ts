import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { createEngine, type Engine } from '@/server/engine'
import { type BundleOptions, createBundle, issueText } from '@/server/runs/bundle/bundle'
import type { Run } from '@/server/runs/run'
import { type RunRecord, RunStore } from '@/server/runs/run-store'
import { CANARIES } from '../../../browser/leak-scan/canaries'
import { canaryEncodings } from '../../../browser/leak-scan/encodings'
import { LeakScanner } from '../../../browser/leak-scan/leak-scanner'
import { host } from '../../clusters/drafts'
import { endedDraft, storeEndedRun } from '../ended-run'

const NOW = new Date('2026-12-01T14:15:00.123Z')
const [ROOT_PASSWORD, SUDO_PASSWORD, PASSPHRASE] = Object.values(CANARIES)
const FAILURE = `PLAY [all] ****
TASK [etcd : Join] ****
fatal: [h1]: FAILED! => {"msg": "ssh: connect to host 10.9.9.9 port 22: Connection refused"}
PLAY RECAP ****
h1 : ok=0 changed=0 unreachable=0 failed=1
`
/** A generated key, which needs no stretching. */
const KEY = { read: async () => 'a key that is long enough', userProvided: false }
let folder: string
let engine: Engine
let store: RunStore

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bundle-'))
  engine = createEngine({ data: folder, logLevel: 'silent', key: KEY })
  store = new RunStore(path.join(folder, 'runs'), engine.vault)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await engine.close()
  rmSync(folder, { recursive: true })
})

/** Stores an ended run whose hosts have the canaries as secrets, and opens it. */
async function openRun(log: string, record: Partial<RunRecord> = {}): Promise<Run> {
  const hosts = [
    host('h1', { password: ROOT_PASSWORD, address: '10.9.9.9' }),
    host('h2', { password: SUDO_PASSWORD, passphrase: PASSPHRASE, address: '10.9.9.7' }),
  ]
  return engine.runs.open(await storeEndedRun(store, log, { record, draft: { ...endedDraft(), hosts } }))
}

/** Extracts a bundle. @returns its texts by path, without the common folder */
async function extract(run: Run, options: Partial<BundleOptions> = {}) {
  const { name, content } = await createBundle(run, {
    language: 'en',
    forViewer: false,
    now: NOW,
    ...options,
  })
  const target = mkdtempSync(path.join(folder, 'extracted-'))
  const archive = path.join(target, name)
  await writeFile(archive, content)
  execFileSync('tar', ['-C', target, '-xzf', archive], { stdio: ['ignore', 'ignore', 'ignore'] })
  rmSync(archive)
  const files = readdirSync(target, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
  const root = path.join(target, name.replace('.tar.gz', ''))
  const texts = files.map(({ parentPath, name: file }) => {
    const full = path.join(parentPath, file)
    return [path.relative(root, full), readFileSync(full, 'utf8')] as const
  })
  return { name, target, texts: Object.fromEntries(texts) }
}

async function storeArtifacts(texts: readonly string[]): Promise<string[]> {
  const planted = texts.join('\n')
  await store.artifacts.storeFiles('run-1', [{ path: 'conf/hosts.ini', text: planted, secrets: [] }])
  const hosts = { h1: { reached: true, facts: { os: `debian 12`, addresses: texts } } }
  await store.artifacts.storeChecks('run-1', { ready: true, hosts })
  await store.artifacts.storeCommands('run-1', [`(\n${planted}\n)`])
  return ['checks.json', 'conf/hosts.ini']
}

it('contains log, files, checks, settings, commands, versions and diagnosis of a run', async () => {
  const artifacts = await storeArtifacts(['[all]'])
  const { name, texts } = await extract(await openRun(FAILURE, { artifacts }))
  expect(name).toBe('taskbox-production-1-run-1-20261201T141500Z.tar.gz')
  expect(Object.keys(texts).sort()).toEqual([
    'README.txt',
    'checks.json',
    'cluster.yaml',
    'commands.sh',
    'diagnosis.md',
    'files/conf/hosts.ini',
    'issue.md',
    'log.txt',
    'run.json',
    'versions.json',
  ])
  expect(texts['log.txt']).toBe(FAILURE)
  expect(JSON.parse(texts['run.json'] ?? '')).toMatchObject({ id: 'run-1', state: 'failed', exitStatus: 2 })
  expect(JSON.parse(texts['versions.json'] ?? '')).toMatchObject({
    release: advanced100.id,
    systems: { 'debian 12': 1 },
  })
  expect(texts['cluster.yaml']).toMatch(/password: \$\{env:TASKBOX_H1_PASSWORD\}/)
  expect(texts['diagnosis.md']).toContain('`etcd : Join`')
  for (const file of Object.keys(texts).filter((path) => path !== 'README.txt' && !path.startsWith('files/')))
    expect(texts['README.txt']).toContain(`\n${file}  `)
  expect(texts['README.txt']).toContain('Taskbox masked the secrets')
})

it('contains no secret, in whatever encoding the log, files, checks, settings, answers and commands have it', async () => {
  const canaries = [ROOT_PASSWORD, SUDO_PASSWORD, PASSPHRASE].flatMap((canary = '') => canary)
  // A piece of a secret is not masked by itself.
  const encoded = canaries.flatMap((canary) =>
    canaryEncodings(canary).filter((text) => text === canary || !canary.includes(text)),
  )
  const scanned = Object.fromEntries(canaries.map((canary) => [canary.slice(0, 7), canary]))
  const scanner = new LeakScanner(scanned)
  for (const text of encoded) scanner.scan('planted', text, text)
  expect(scanner.leaks('planted').length).toBeGreaterThan(canaries.length)
  const artifacts = await storeArtifacts(encoded)
  const waivers = encoded.map((reason) => ({ check: 'cpu', host: 'h1', reason }))
  const run = await openRun(`${FAILURE}${encoded.join('\n')}\nfatal: [h1]: FAILED! => ${encoded[1]}\n`, {
    artifacts,
    waivers,
  })
  const view = run.redactedView(true)
  const answers = encoded.map((answer, at) => ({
    ...{ question: answer, answer, by: 'user' as const, at },
  }))
  vi.spyOn(run, 'redactedView').mockReturnValue({ ...view, answers })
  const { target, texts } = await extract(run)
  scanner.scanFolder('bundle', target)
  expect(scanner.leaks('bundle')).toEqual([])
  expect(texts['log.txt']).toContain('****')
  expect(() => ['run.json', 'checks.json'].map((file) => JSON.parse(texts[file] ?? ''))).not.toThrow()
})

it('stays valid JSON if a secret is a number', async () => {
  const run = await openRun('TASK [a] ***\n')
  vi.spyOn(run.redactedLog, 'redactText').mockImplementation((text) => text.replace('1000000', '*******'))
  const { texts } = await extract(run)
  expect(JSON.parse(texts['run.json'] ?? '')).toMatchObject({ startedAt: '*******' })
})

it('of a viewer contains only what the page of a share link shows', async () => {
  const artifacts = await storeArtifacts(['[all]'])
  const { texts } = await extract(await openRun(FAILURE, { artifacts }), { forViewer: true })
  const files = ['README.txt', 'diagnosis.md', 'issue.md', 'log.txt', 'run.json', 'versions.json']
  expect(Object.keys(texts).sort()).toEqual(files)
  expect(texts['README.txt']).toContain('share link')
  expect(JSON.parse(texts['versions.json'] ?? '')).not.toHaveProperty('systems')
})

it('of a run that failed before it began contains an empty log and the commands that it would have run', async () => {
  const run = await openRun('', { reason: 'never-started', exitStatus: undefined })
  const { texts } = await extract(run, { language: 'zh-CN' })
  expect(texts['log.txt']).toBe('')
  expect(texts['commands.sh']).toContain('cd -- /opt/p/scripts || exit 127\n./install.sh')
  expect(texts['README.txt']).toContain('已隐藏')
  execFileSync('sh', ['-n'], { input: texts['commands.sh'] })
})

it('of a log that grows has the length from its beginning, and reads a long one only as fast as it is sent', async () => {
  const run = await openRun('')
  // Compressible bytes would need many reads for one chunk.
  const random = randomBytes(256 * 1024)
  const read = vi.spyOn(run.redactedLog, 'read').mockImplementation(async () => random)
  vi.spyOn(run.redactedLog, 'length').mockResolvedValue(20 * 1024 ** 3)
  const { content } = await createBundle(run, { language: 'en', forViewer: true, now: NOW })
  for (let chunk = 0; chunk < 3; chunk += 1) await content.iterator({ destroyOnReturn: false }).next()
  const readsWithin = async (milliseconds: number) => {
    const before = read.mock.calls.length
    await sleep(milliseconds)
    return read.mock.calls.length - before
  }
  await expect.poll(() => readsWithin(100), { timeout: 20_000 }).toBe(0)
  expect(read.mock.calls.length).toBeLessThan(50)
  content.destroy()
})

it('ends its download if the log cannot be read', async () => {
  const run = await openRun(FAILURE)
  const { content } = await createBundle(run, {
    language: 'en',
    forViewer: true,
    now: NOW,
    inTurn: vi
      .fn((work) => work())
      .mockImplementationOnce((work) => work())
      .mockRejectedValue(new Error('gone')),
  })
  await expect(content.toArray()).rejects.toThrow('gone')
})

it('as a text for an issue names versions, failure, cause, hosts and last lines, without addresses', async () => {
  const text = await issueText(await openRun(FAILURE, { artifacts: await storeArtifacts([]) }), {
    language: 'en',
    forViewer: false,
  })
  expect(text).toMatch(/^### KubeSphere advanced-1\.0\.0: Install failed\n/)
  expect(text).toContain('| Hosts | 2, 1 failed |')
  expect(text).toContain('| Operating systems | `debian 12` × 1 |')
  expect(text).toContain('**`etcd : Join`** (`h1`; log line 3)')
  expect(text).toContain('connect to host <h1> port 22')
  expect(text).toContain('**Cause:**')
  expect(text).toContain('PLAY RECAP ****')
  expect(text).not.toContain('10.9.9')
})

it('as a text for an issue cannot be broken by what the hosts print', async () => {
  const hostile = 'TASK [x] ***\nfatal: [h1]: FAILED! => {"msg": "a\\n````\\n# @all\\u001b[2J\\u202e"}\n'
  const text = await issueText(await openRun(hostile), { language: 'en', forViewer: false })
  expect(text).toContain('`````text\na\n````\n')
  for (const control of ['\u001b', '\u202e']) expect(text).not.toContain(control)
})

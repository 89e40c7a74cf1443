import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '@/lib/checks/report/json-report'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { keySource, Vault } from '@/server/clusters/vault'
import { renderTable } from '@/server/commands/run-checks'
import { escapeLine, escapeText, jsonLine, TerminalLogFilter } from '@/server/commands/terminal/escape'
import { type RunRecord, RunStore } from '@/server/runs/run-store'
import { freshBuild } from '../../../cli/build'
import { taskbox } from '../../../cli/taskbox'
import { secretDraft, testVault } from '../../clusters/drafts'

/** Sets the title, clears the screen (C0 and C1), writes the clipboard, reverses text and imitates a line. */
const HOSTILE = '\u001b]0;owned\u0007\u001b[2J\u009b2J\u001b]52;c;ZXZpbA==\u0007\u202eevil\u2066\r\u2028'
// biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters on purpose
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/

/** A run whose cluster name comes from another Taskbox's manifest. */
const RUN: RunRecord = {
  version: 3,
  installer: 'kubesphere',
  sequence: 1,
  id: 'r1',
  clusterId: 'c',
  clusterName: '',
  operation: { id: 'install' },
  startedAt: 1,
  endedAt: 2,
  state: 'failed',
  release: advanced100.id,
  mode: 'multi-node',
  packageFolder: '/opt/p',
  hostNames: [],
  waivers: [],
  job: '',
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'escape-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  await writeFile(path.join(folder, name), text)
  return path.join(folder, name)
}

describe('no command prints control sequences from untrusted text', () => {
  it('explain: the log', async () => {
    // `explain` reads rendered lines, so only C1 and bidi controls survive.
    const hostile = '\u009b2J\u202eevil'
    const log = await file(
      'log',
      `PLAY [all] ***\n\nTASK [x : y${hostile}] ***\nfatal: [node1]: FAILED! => {"msg": "boom ${hostile}"}\n\nPLAY RECAP ***\nnode1 : ok=0 changed=0 unreachable=0 failed=1\n`,
    )
    const { stdout, stderr } = await taskbox(['explain', log])
    expect(stdout.toString()).toContain('boom')
    expect(stdout.toString() + stderr).not.toMatch(CONTROLS)
    const json = (await taskbox(['explain', '--json', log])).stdout.toString()
    expect(json).not.toMatch(CONTROLS)
  })

  it('render: keys of the cluster file, also with newlines', async () => {
    const key = `evil${HOSTILE}\ncluster.yaml:1: fake`
    const { stderr } = await taskbox([
      'render',
      '-f',
      await file('cluster.yaml', JSON.stringify({ version: 1, [key]: 1 })),
      '-o',
      path.join(folder, 'out'),
    ])
    expect(stderr).toContain('\\x1b]0;owned')
    expect(stderr).not.toMatch(CONTROLS)
    expect(stderr).not.toMatch(/^cluster\.yaml/m)
  })

  it('runs: the name of a cluster', async () => {
    const data = path.join(folder, 'data')
    const store = new RunStore(path.join(data, 'runs'), testVault)
    await store.create({ ...RUN, clusterName: `demo ${HOSTILE}\nfake` }, secretDraft())
    const { stdout, stderr } = await taskbox(['runs', '--data', data])
    expect(stdout.toString(), stderr).toContain('demo \\x1b]0;owned')
    expect(stdout.toString()).not.toMatch(/^fake/m)
    expect(stdout.toString()).not.toMatch(CONTROLS)
    const json = (await taskbox(['runs', '--json', '--data', data])).stdout.toString()
    expect(json).not.toMatch(CONTROLS)
    expect(JSON.parse(json)[0].clusterName).toContain('demo')
  })

  it('attach: the live log on a terminal, not in a pipe', async () => {
    const data = path.join(folder, 'attached')
    const key = 'a key that is long enough'
    const store = new RunStore(
      path.join(data, 'runs'),
      new Vault(keySource(data, { TASKBOX_KEY: key }), data),
    )
    await store.create(RUN, secretDraft())
    const log = Buffer.from(`\u001b[0;31mfatal\u001b[0m: ${HOSTILE}\r\nrescued\r\n`)
    const copy = await store.openLog(RUN.id)
    await copy.write(log, 0)
    await copy.close()
    const env = { TASKBOX_KEY: key }
    const piped = await taskbox(['attach', RUN.id, '--data', data], { env })
    expect(piped.stdout.subarray(0, log.length), piped.stderr).toEqual(log)
    const command = `'${process.execPath}' '${freshBuild()}' attach ${RUN.id} --data '${data}' 2>/dev/null`
    const { stdout } = await execa('script', ['-qec', command, '/dev/null'], {
      env: { ...env, LANG: 'C.UTF-8' },
      reject: false,
    })
    expect(stdout).toContain('\u001b[0;31mfatal\u001b[0m: \\x1b]0;owned\\x07\\x1b[2J\\x9b2J')
    expect(stdout).toContain('rescued')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters on purpose
    expect(stdout.replace(/\u001b\[[\d;]*m|\r/g, '')).not.toMatch(CONTROLS)
  })

  it('check: names of hosts', () => {
    const findings = [{ check: 'os', status: 'fail', message: 'bad' }] as const
    const report: Report = {
      ready: false,
      seconds: 1,
      hosts: { [`node1${HOSTILE}\n✓ node2`]: { reached: true, findings: [...findings] } },
      cluster: [],
    }
    expect(renderTable(report, false)).not.toMatch(CONTROLS)
    expect(renderTable(report, false)).not.toMatch(/^✓/m)
    expect(renderTable(report, true)).toContain('\u001b[31m✗\u001b[0m')
  })
})

describe('untrusted text', () => {
  it('keeps letters of all languages, joined emoji, newlines and tabs', () => {
    const text = '集群 — “demo” é ☸️ 👩‍💻\n\tnode1'
    expect(escapeText(text)).toBe(text)
    expect(escapeLine('a\n\tb')).toBe('a\\n\\tb')
  })

  it('as JSON parses to the same value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = jsonLine({ text })
        expect(JSON.parse(line)).toEqual({ text })
        expect(line.slice(0, -1)).not.toMatch(CONTROLS)
      }),
    )
  })
})

describe('a live log on a terminal', () => {
  const filtered = (bytes: Uint8Array, cuts: readonly number[]) => {
    const log = new TerminalLogFilter()
    const offsets = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
    const chunks = [0, ...offsets].map((from, index) => bytes.subarray(from, offsets[index] ?? bytes.length))
    return chunks.map((chunk) => log.push(chunk)).join('') + log.end()
  }

  it('passes colours and progress, and escapes everything else', () => {
    const allowed = '\u001b[0;32mok: [node1]\u001b[0m\r\n50%\r100%\u001b[K\r\n'
    expect(filtered(Buffer.from(allowed), [])).toBe(`${allowed}\u001b[0m`)
    expect(filtered(Buffer.from('\u001b[2J\u001b]52;c;eA==\u0007\u009b1A'), [])).toBe(
      '\\x1b[2J\\x1b]52;c;eA==\\x07\\x9b1A\u001b[0m',
    )
  })

  it.each(['\u001b[H\u001b[2J\u001b[3J', '\u001b[H\u001b[J'])('erases only the line for %j', (clear) => {
    const bytes = Buffer.from(`Please wait ....\r${clear}running\r\n`)
    for (let cut = 0; cut <= bytes.length; cut += 1)
      expect(filtered(bytes, [cut])).toBe('Please wait ....\r\r\u001b[Krunning\r\n\u001b[0m')
  })

  it('is the same for any chunking, and has no other control character', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '\u001b',
        '[',
        '31m',
        '\u001b[H',
        '\u001b[2J',
        '\u001b[3J',
        '2J',
        ';',
        ']0;',
        '\u0007',
        '\u009b',
        'é',
        '集',
        '\r\n',
        'K',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    )
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.nat()), (parts, cuts) => {
        const bytes = Buffer.from(parts.join(''))
        const whole = filtered(bytes, [])
        expect(filtered(bytes, cuts)).toBe(whole)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters on purpose
        expect(whole.replace(/\u001b\[(?:[\d;:]*m|[012]?K)|\r/g, '')).not.toMatch(CONTROLS)
      }),
    )
  })
})

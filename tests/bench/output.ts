/**
 * How long a log of a million lines takes to be parsed, folded and searched for known failures, beside `grep -c` over
 * the same file.
 */
import { execFileSync } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createParser } from '@/lib/ansible/output'
import { createProgress, fold } from '@/lib/ansible/progress'
import { createEvidence, observe } from '@/lib/diagnosis/evidence'
import { type Bench, seconds } from './bench'

const LINES = 1_000_000
const HOSTS = Array.from({ length: 20 }, (_, n) => `node${n + 1}`)

function log(): string {
  const task = (n: number) => [
    '',
    `TASK [role${n % 40} : Task number ${n}] ${'*'.repeat(40)}`,
    ...HOSTS.map((host) => (n % 3 ? `ok: [${host}]` : `changed: [${host}] => (item=${n})`)),
    `fatal: [node1]: FAILED! => {"changed": true, "cmd": ["false"], "msg": "non-zero return code", "rc": 1, "stderr": ""}`,
    '...ignoring',
    'Preparing the next part of the installation, this may take some minutes',
  ]
  const tasks = Math.floor(LINES / task(0).length)
  return `PLAY [all] ****\n${Array.from({ length: tasks }, (_, n) => task(n).join('\n')).join('\n')}\n`
}

async function read(path: string): Promise<void> {
  const progress = createProgress()
  const evidence = createEvidence()
  const parser = createParser((event) => {
    fold(progress, event)
    observe(evidence, event)
  })
  for await (const chunk of createReadStream(path)) parser.push(chunk)
  parser.end()
}

export const output: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'taskbox-bench-'))
  try {
    const path = join(folder, 'install.log')
    writeFileSync(path, log())
    const grep = await secondsOf(() => execFileSync('grep', ['-cE', '^(ok|changed|fatal|failed): ', path]))
    const taskbox = await secondsOf(() => read(path))
    const what = 'reading a log of a million lines'
    const ratio = (taskbox / grep).toFixed(1)
    return [{ what, taskbox: seconds(taskbox), peer: `grep -c ${seconds(grep)}`, ratio, goal: 'no goal yet' }]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function secondsOf(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

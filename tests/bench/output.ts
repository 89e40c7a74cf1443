/**
 * Time to parse a log of 50,000 lines, count its results and search it for known failures, compared with `grep -c` on
 * the same file; and memory by the length of a log. The logs repeat recorded output of Ansible
 * (tests/fixtures/playbook-logs).
 */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { LogReducer } from '@/lib/diagnosis/log-reducer'
import { type Bench, spread } from './bench'
import { writeRealLog } from './real-log'

/** Number of lines that the largest installs print. */
const LINES = 50_000
const LONG = 1_000_000
const ROUNDS = 5
const CHUNK_BYTES = 256 * 1024
const GOAL_SECONDS = 0.15

/** Reads a log like the server, with one buffer. */
function read(path: string): void {
  const log = new LogReducer()
  const buffer = Buffer.alloc(CHUNK_BYTES)
  const file = openSync(path, 'r')
  for (;;) {
    const count = readSync(file, buffer)
    if (count === 0) break
    log.push(buffer.subarray(0, count))
  }
  log.end()
  closeSync(file)
}

const grep = (path: string) =>
  execFileSync('grep', ['-cE', '^(PLAY|TASK|ok|changed|fatal)', path], { stdio: 'pipe' })

export const output: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'taskbox-bench-'))
  try {
    const path = join(folder, 'install.log')
    writeRealLog(path, LINES)
    const mebibytes = Math.round(statSync(path).size / 2 ** 20)
    const taskbox: number[] = []
    const peer: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      peer.push(secondsOf(() => grep(path)))
      taskbox.push(secondsOf(() => read(path)))
    }
    const ratio = Math.min(...taskbox) / Math.min(...peer)
    return [
      {
        what: `reading a log of 50,000 lines, ${mebibytes} MiB`,
        taskbox: spread(taskbox),
        peer: `grep -c ${spread(peer)}`,
        ratio: `${ratio.toFixed(1)} (best of each)`,
        goal: `at most ${GOAL_SECONDS} s`,
      },
      memory(folder),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Memory in use after a long log, and after one of a fifth of its length. */
function memory(folder: string) {
  const [short, long] = [LONG / 5, LONG].map((lines) => {
    const path = join(folder, `${lines}.log`)
    writeRealLog(path, lines)
    const log = new LogReducer()
    const heapBefore = heapAfterCollection()
    const buffer = Buffer.alloc(CHUNK_BYTES)
    const file = openSync(path, 'r')
    for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer))
      log.push(buffer.subarray(0, count))
    log.end()
    closeSync(file)
    const retained = heapAfterCollection() - heapBefore
    return { retained: retained / 2 ** 20, lines: log.view.lines }
  })
  const mib = (one: typeof short) => `${(one?.retained ?? 0).toFixed(1)} MiB`
  return {
    what: 'memory kept after a million lines, compared with 200,000',
    taskbox: mib(long),
    peer: mib(short),
    ratio: ((long?.retained ?? 0) / (short?.retained ?? 1)).toFixed(2),
    goal: 'about 1',
  }
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

function secondsOf(work: () => unknown): number {
  const start = performance.now()
  work()
  return (performance.now() - start) / 1000
}

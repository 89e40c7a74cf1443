/**
 * Latency and throughput of a run's output, written at once and line by line, from the taskbox to a browser's socket
 * and to Chromium's window, compared with `ssh -tt` from the same practice host; and with twenty sockets. Practice host
 * and server share one clock.
 */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import type { ServerEvents } from '@/lib/contract/socket'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { type Sandbox, startSandbox } from '@/server/sandbox/sandbox'
import { BANNER, scriptedPackage } from '../cli/lab'
import { hostOf } from '../lab/sandbox'
import { NO_HOST_KEY_CHECK } from '../lab/ssh'
import { startChecked } from '../server/checked-run'
import { type Client, connect, type Served, sendRequest, serve } from '../server/serve'
import { type Bench, median, type Row, seconds, spread } from './bench'
import { type Frame, openLog, type PageLog } from './log-on-page'

const LINES = 200_000
const LINE_BYTES = 100
const ROUNDS = 3
const SLOW = { rate: 2000, seconds: 10 }
const FAST = { rate: 50_000, seconds: 20 }
const BROWSERS = 20
const WITHIN_MS = 3 * 60_000
/** A reader that receives no data for this long has received everything. */
const IDLE_MS = 500

/** Python program with arguments `RATE SECONDS`: prints lines with their number and the time of writing. */
const WRITER = `import sys, time
out, (rate, seconds) = sys.stdout, map(int, sys.argv[1:])
begun = time.monotonic()
batch = max(1, rate // 2000)
for number in range(0, rate * seconds, batch):
    wait = begun + number / rate - time.monotonic()
    if wait > 0: time.sleep(wait)
    now = time.time()
    out.write(''.join('%08d %.6f %s\\n' % (number + more, now, 'x' * 60) for more in range(batch)))
    out.flush()
`
const AT_ONCE = 'date +%s.%N; cat /srv/lines; echo all written'
const byRate = ({ rate, seconds: durationSeconds }: typeof SLOW) =>
  `python3 /srv/writer.py ${rate} ${durationSeconds}; echo all written`
const ROUNDS_AT_ONCE = Array.from({ length: ROUNDS }, () => AT_ONCE)
const STEPS = [...ROUNDS_AT_ONCE, byRate(SLOW), ...ROUNDS_AT_ONCE, byRate(SLOW), byRate(FAST)]

/** Each step of the run waits for its trigger file. */
const SCRIPT = `${STEPS.map((step, at) => `until [ -e /srv/step${at} ]; do sleep 0.02; done\n${step}`).join('\n')}\n${BANNER}`

const END = Buffer.from('all written')

/** Received output, piece by piece with timestamps, up to `END`. */
class Output {
  readonly chunks: { at: number; bytes: Buffer }[] = []
  #tail = Buffer.alloc(0)
  #ended: () => void = () => undefined
  readonly ended = new Promise<void>((resolve) => {
    this.#ended = resolve
  })

  append(bytes: Buffer): void {
    this.chunks.push({ at: performance.timeOrigin + performance.now(), bytes })
    this.#tail = Buffer.concat([this.#tail, bytes]).subarray(-2 * END.length)
    if (this.#tail.includes(END) || bytes.includes(END)) this.#ended()
  }

  get text(): string {
    return Buffer.concat(this.chunks.map(({ bytes }) => bytes)).toString('latin1')
  }

  /** Time of the first line, in seconds since 1970. */
  get startedAt(): number {
    return Number(/^\d{10}\.\d+/m.exec(this.text)?.[0])
  }

  /** Seconds from the first line to the last piece. */
  get secondsAfterStart(): number {
    return (this.chunks.at(-1)?.at ?? 0) / 1000 - this.startedAt
  }

  /** Milliseconds from writing to receipt of each line, and whether all lines arrived in order. */
  delays(): { delays: number[]; whole: boolean } {
    const delays: number[] = []
    let rest = ''
    let next = 0
    let whole = true
    for (const { at, bytes } of this.chunks) {
      const lines = (rest + bytes.toString('latin1')).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const [, number, written] = /^(\d{8}) (\d+\.\d+) x{60}\r?$/.exec(line) ?? []
        if (number === undefined) continue
        whole &&= Number(number) === next
        next += 1
        delays.push(at - Number(written) * 1000)
      }
    }
    return { delays, whole }
  }
}

export const runs: Bench = async () => {
  const sandbox = await startSandbox({ names: ['master', 'node1'] })
  const data = await mkdtemp(join(tmpdir(), 'taskbox-bench-'))
  try {
    return await runsRows(sandbox, data)
  } finally {
    await sandbox.stop()
    await rm(data, { recursive: true, force: true })
  }
}

async function runsRows(sandbox: Sandbox, data: string): Promise<Row[]> {
  const master = hostOf(sandbox, 0)
  await master.exec('cat >/srv/writer.py', { input: WRITER })
  await master.exec(`yes ${'y'.repeat(LINE_BYTES - 1)} | head -n ${LINES} >/srv/lines`)
  const folder = await scriptedPackage(sandbox, 'bench', SCRIPT)
  const served = await serve(data)
  try {
    const { cluster, run } = await startRun(served, JSON.stringify(sandboxCluster(sandbox, folder)))
    const first = await viewer(served, run)
    let at = 0
    const step = async (output: Output): Promise<Output> => {
      first.collectInto(output)
      await master.exec(`touch /srv/step${at++}`)
      await ended(output)
      return output
    }
    const [ours, theirs]: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round += 1) {
      theirs.push((await overSsh(sandbox, AT_ONCE)).secondsAfterStart)
      ours.push((await step(new Output())).secondsAfterStart)
    }
    const peer = percentiles((await overSsh(sandbox, byRate(SLOW))).delays().delays)
    const slow = percentiles((await step(new Output())).delays().delays)
    const rows: Row[] = [
      {
        what: `${LINES} lines of ${LINE_BYTES} bytes at once, to a socket`,
        taskbox: spread(ours),
        peer: `ssh -tt ${spread(theirs)}`,
        ratio: median(ours.map((mine, round) => mine / (theirs[round] ?? Number.NaN))).toFixed(2),
        goal: 'at most 1.5',
      },
      ...(['median', 'p99'] as const).map((which) => ({
        what: `${SLOW.rate} lines a second, to a socket, ${which}`,
        taskbox: `${slow[which].toFixed(1)} ms`,
        peer: `ssh -tt ${peer[which].toFixed(1)} ms`,
        ratio: (slow[which] / peer[which]).toFixed(1),
        goal: which === 'median' ? 'at most 5 ms' : 'at most 25 ms',
      })),
    ]
    rows.push(...(await onPage(await openLog(served, cluster, run), () => step(new Output()), theirs, peer)))
    const others = await Promise.all(Array.from({ length: BROWSERS - 1 }, () => viewer(served, run)))
    const all = others.map((other) => other.collectInto(new Output()))
    const following = await followers(sandbox)
    const fast = await step(new Output())
    await Promise.all(all.map(ended))
    const whole = [fast, ...all].filter((output) => isWhole(output)).length
    const late = (fast.chunks.at(-1)?.at ?? 0) - (fast.chunks[0]?.at ?? 0)
    rows.push({
      what: `${FAST.rate} lines a second for ${FAST.seconds} s, ${BROWSERS} sockets`,
      taskbox: `${whole} have all, in order, after ${seconds(late / 1000)}`,
      peer: `written in ${FAST.seconds} s`,
      ratio: (late / 1000 / FAST.seconds).toFixed(2),
      goal: 'all',
    })
    const mib = peakMib(served.process.pid)
    rows.push({
      what: `server with ${BROWSERS} sockets, most memory`,
      taskbox: `${mib.toFixed(0)} MiB, ${following} on the taskbox follow`,
      peer: '250 MiB, 1',
      ratio: (mib / 250).toFixed(2),
      goal: 'at most 1',
    })
    for (const { client } of [first, ...others]) client.close()
    return rows
  } finally {
    served.process.kill('SIGTERM')
    await served.process.ended
  }
}

/** Measures the same on a page, and closes it. @param peer delays of the peer at that rate */
async function onPage(
  page: PageLog,
  step: () => Promise<Output>,
  theirs: readonly number[],
  peer: Percentiles,
): Promise<Row[]> {
  try {
    const ours: number[] = []
    // Discard the frames so far.
    await page.until(END.toString())
    for (let round = 0; round < ROUNDS; round += 1) {
      const [output, frames] = await Promise.all([step(), page.until(END.toString())])
      ours.push((frames.at(-1)?.at ?? Number.NaN) / 1000 - output.startedAt)
    }
    const [output, frames] = await Promise.all([step(), page.until(END.toString())])
    const delays = percentiles(renderDelays(output, frames))
    return [
      {
        what: `${LINES} lines of ${LINE_BYTES} bytes at once, the last of them on the page`,
        taskbox: spread(ours),
        peer: `ssh -tt ${spread(theirs)}`,
        ratio: (median(ours) / median(theirs)).toFixed(2),
        goal: 'at most 1 s where ssh -tt takes 0.42 s: 2.38',
      },
      ...(['median', 'p99'] as const).map((which) => ({
        what: `${SLOW.rate} lines a second, on the page, ${which}`,
        taskbox: `${delays[which].toFixed(1)} ms`,
        peer: `ssh -tt ${peer[which].toFixed(1)} ms`,
        ratio: (delays[which] / peer[which]).toFixed(1),
        goal: which === 'median' ? 'at most 40 ms' : 'at most 100 ms',
      })),
    ]
  } finally {
    await page.close()
  }
}

/** Milliseconds from writing to rendering of each line: a frame shows all lines up to its last visible one. */
function renderDelays(output: Output, frames: readonly Frame[]): number[] {
  const written = Array.from(
    output.text.matchAll(/^(\d{8}) (\d+\.\d+) x{60}/gm),
    ([, , at]) => Number(at) * 1000,
  )
  let next = 0
  return frames.flatMap(({ at, text }) => {
    const [, number] = /^(\d{8}) /.exec(text) ?? []
    const upTo = number === undefined ? written.length : Number(number) + 1
    const delays = written.slice(next, upTo).map((time) => at - time)
    next = Math.max(next, upTo)
    return delays
  })
}

const isWhole = (output: Output): boolean => {
  const { delays, whole } = output.delays()
  return whole && delays.length === FAST.rate * FAST.seconds
}

interface Percentiles {
  median: number
  p99: number
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((one, other) => one - other)
  const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? Number.NaN
  return { median: at(0.5), p99: at(0.99) }
}

async function ended(output: Output): Promise<void> {
  const late = sleep(WITHIN_MS, 'late', { ref: false })
  if ((await Promise.race([output.ended, late])) === 'late') throw new Error('the lines did not come in time')
}

async function startRun(served: Served, file: string): Promise<{ cluster: string; run: string }> {
  const client = await open(served)
  const created = await sendRequest(client, 'clusters.create', { from: 'file', text: file })
  if (!('id' in created)) throw new Error(JSON.stringify(created))
  const run = await startChecked(client, created.id)
  client.close()
  return { cluster: created.id, run }
}

async function open(served: Served): Promise<Client> {
  const client = connect(served)
  await new Promise((resolve, reject) =>
    client.once('connect', () => resolve(0)).once('connect_error', reject),
  )
  return client
}

/** Opens a socket that follows the run, like a page. */
async function viewer(served: Served, run: string) {
  const client = await open(served)
  let output = new Output()
  const onLog: ServerEvents['runs.log'] = ({ bytes }, ack) => {
    output.append(Buffer.from(bytes))
    ack()
  }
  const onView: ServerEvents['runs.view'] = (_, ack) => ack()
  client.on('runs.log', onLog).on('runs.view', onView)
  const { logBytes } = await sendRequest(client, 'runs.watch', { run })
  await sendRequest(client, 'runs.follow', { run, offset: 0 })
  // Wait until the existing log has arrived.
  for (let before = -1; logBytes > 0 && output.chunks.length !== before; await sleep(IDLE_MS))
    before = output.chunks.length
  return {
    client,
    collectInto: (next: Output) => {
      output = next
      return next
    },
  }
}

async function overSsh(sandbox: Sandbox, command: string): Promise<Output> {
  const { address, password } = hostOf(sandbox, 0)
  const output = new Output()
  const run = execa('sshpass', ['-e', 'ssh', '-tt', ...NO_HOST_KEY_CHECK, `root@${address}`, command], {
    env: { SSHPASS: password },
    timeout: WITHIN_MS,
    buffer: false,
  })
  run.stdout.on('data', (chunk: Buffer) => output.append(chunk))
  await run
  return output
}

/** Peak memory of a process in MiB. */
function peakMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}

/** Number of processes on the taskbox that stream the log. */
async function followers(sandbox: Sandbox): Promise<string> {
  const { stdout } = await hostOf(sandbox, 0).exec(
    "for one in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <$one; echo; done | grep -c 'S follo[w] '",
  )
  return stdout.trim()
}

/** A host that floods Taskbox with output before its command starts uses little CPU time and memory. */
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { newSentinel, readToSentinel } from '@/server/machine/sentinel'
import type { Running } from '@/server/machine/shell'
import { withSudo } from '@/server/machine/sudo'

const MAX_CPU_S = 1
const MIB = 1024 * 1024

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const cpuBefore = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(cpuBefore)
  return (user + system) / 1e6
}

/** Sends all chunks, even if the reader has stopped reading. */
async function send(stream: PassThrough, chunk: Buffer, times: number): Promise<void> {
  for (let sent = 0; sent < times; sent += 1) {
    stream.write(chunk)
    if (sent % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
}

/** A command that never starts. */
function silentCommand() {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  let killed = 0
  const running: Running = {
    stdin: new PassThrough(),
    stdout,
    stderr,
    group: 1,
    preamble: Buffer.alloc(0),
    ended: new Promise(() => undefined),
    kill: () => {
      killed += 1
    },
  }
  const shell = { label: 'u@host:22', start: async () => running, close: async () => undefined }
  const signal = AbortSignal.timeout(60_000)
  return { stdout, stderr, started: withSudo(shell, 'pw').start('id', signal), killed: () => killed }
}

const tooMuchOutput = { kind: 'protocol', facts: { reason: 'tooMuchOutput', machine: 'u@host:22' } }

describe('sudo that prints endless output before its command starts is aborted', () => {
  it.each([
    ['standard error', 'stderr'],
    ['standard output', 'stdout'],
  ] as const)('on %s', async (_, stream) => {
    const command = silentCommand()
    const refused = expect(command.started).rejects.toMatchObject(tooMuchOutput)
    const sending = () => send(command[stream], Buffer.alloc(32 * 1024, 'a'), (20 * MIB) / (32 * 1024))
    expect(await seconds(sending)).toBeLessThan(MAX_CPU_S)
    await refused
    expect(command.killed()).toBe(1)
  })

  it('in chunks of one byte', async () => {
    const command = silentCommand()
    const refused = expect(command.started).rejects.toMatchObject(tooMuchOutput)
    expect(await seconds(() => send(command.stderr, Buffer.from(':'), MIB / 4 + 1))).toBeLessThan(
      2 * MAX_CPU_S,
    )
    await refused
  })
})

it('a sentinel is found after many chunks of one byte', async () => {
  const [stream, sentinel] = [new PassThrough(), newSentinel()]
  const reading = readToSentinel(stream, sentinel, AbortSignal.timeout(60_000))
  const noise = MIB / 4 - 100
  expect(await seconds(() => send(stream, Buffer.from('x'), noise))).toBeLessThan(2 * MAX_CPU_S)
  for (const byte of `${sentinel} 42\nrest`) stream.write(byte)
  const { before, rest } = await reading
  expect({ bytes: before.length, rest }).toEqual({ bytes: noise, rest: '42' })
  expect(String(stream.read())).toBe('rest')
})

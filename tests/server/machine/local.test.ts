import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { LocalMachine } from '@/server/machine/local'
import { type Running, TERM_INTERVAL_MS } from '@/server/machine/shell'

it('leaves no process if the signal of a stream aborts while its command starts', async () => {
  const machine = new LocalMachine()
  const abort = new AbortController()
  const streaming = machine.stream('yes; sleep 7781', { onData: () => undefined, signal: abort.signal })
  abort.abort(new Error('left'))
  await expect(streaming).rejects.toThrow('left')
  const processes = async () =>
    (await machine.exec('pgrep -f "[s]leep 7781" || :', { deadlineMs: 5_000 })).stdout.toString()
  await expect.poll(processes, { timeout: 5_000 }).toBe('')
})

class ExposedMachine extends LocalMachine {
  start(command: string): Promise<Running> {
    return this.shell.start(command, new AbortController().signal)
  }
}

it('a kill of a command that has exited does not repeat its signal', async () => {
  const running = await new ExposedMachine().start('exit 0')
  for (const output of [running.stdout, running.stderr]) output.resume()
  await running.ended
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
  running.kill()
  await sleep(2.5 * TERM_INTERVAL_MS)
  const signals = kill.mock.calls.filter(([pid]) => pid === -running.group)
  kill.mockRestore()
  expect(signals).toHaveLength(1)
})

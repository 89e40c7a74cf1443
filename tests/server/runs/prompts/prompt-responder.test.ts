import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { createMachines } from '@/server/machine/machines'
import { PromptResponder } from '@/server/runs/prompts/prompt-responder'
import { RunTaskbox } from '@/server/runs/run-taskbox'
import { HostKeys } from '@/server/ssh/host-keys'

afterEach(() => {
  vi.useRealTimers()
})

it('a silence is reported with whether the installer may wait for input, but not at a prompt', () => {
  vi.useFakeTimers()
  const machines = createMachines(new HostKeys(path.join(tmpdir(), 'no-keys.json')))
  const taskbox = new RunTaskbox(machines, { kind: 'local' }, new AbortController().signal)
  const ignore = () => undefined
  const responder = new PromptResponder([], taskbox, () => '', ignore, ignore)
  const since = Date.now()
  responder.onOutput(9, () => 'Fetching\n')
  vi.advanceTimersByTime(60_000)
  // The taskbox has no Python, or has not yet reported a state.
  expect(responder.quiet).toEqual({ since, mayWait: true })
  responder.onInputState({ kind: 'busy' })
  expect(responder.quiet).toEqual({ since, mayWait: false })
  responder.onInputState({ kind: 'unknown' })
  expect(responder.quiet).toEqual({ since, mayWait: true })
  responder.onInputState({ kind: 'waiting', read: 1, bytes: 9, typedAt: 0, echo: 'echo' })
  expect(responder.question).toMatchObject({ text: 'Fetching' })
  expect(responder.quiet).toBeUndefined()
  responder.stop()
})

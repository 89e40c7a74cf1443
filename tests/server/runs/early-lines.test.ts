import { expect, it } from 'vitest'
import type { LogWindow } from '@/lib/contract/log'
import { earlyLines } from '@/server/runs/early-lines'
import type { Runs } from '@/server/runs/runs'

const WINDOW: LogWindow = { from: 4, colours: '', lines: ['the end'], end: { lines: 5, offset: 60 } }

/** Two runs, the newest first, of which the older is still being read. */
function known(): Runs {
  const runs: Pick<Runs, 'list' | 'open'> = {
    list: async () => [{ id: 'newest' }, { id: 'reading' }] as Awaited<ReturnType<Runs['list']>>,
    open: (id) => {
      if (id === 'reading') return new Promise(() => undefined)
      if (id !== 'newest') return Promise.reject(new Error('not-found'))
      return Promise.resolve({ lines: { window: async () => WINDOW } } as unknown as Awaited<
        ReturnType<Runs['open']>
      >)
    },
  }
  return runs as Runs
}

it('are of the run that the address names, else of the newest', async () => {
  expect(await earlyLines(known(), 'one')).toEqual({ run: 'newest', window: WINDOW })
  expect(await earlyLines(known(), 'one', 'newest')).toEqual({ run: 'newest', window: WINDOW })
})

it('are not waited for where the log is still being read, and left out where there is none', async () => {
  expect(await earlyLines(known(), 'one', 'reading')).toBeUndefined()
  expect(await earlyLines(known(), 'one', 'unknown')).toBeUndefined()
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { LocalMachine } from '@/server/machine/local'
import { readProcesses } from '@/server/runs/job-processes'
import { NodeWork } from '@/server/runs/node-work'

const FOLDER = 'ansible-tmp-1544237000.12-240813511262413'
const LIKE = 'ansible-tmp-1544237000912-240813511262413'
const EACH_MS = 60_000

const strays: number[] = []
afterEach(() => {
  for (const pid of strays.splice(0)) {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended, as it should.
    }
  }
})

/** A session of its own, as sshd gives a command, that says a word once it runs. */
async function module(folder: string, script: string): Promise<number> {
  const text = `${script} # /root/.ansible/tmp/${folder}/AnsiballZ_apt.py`
  const child = spawn('sh', ['-c', text], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  strays.push(child.pid ?? 0)
  await once(child.stdout, 'data')
  return child.pid ?? 0
}

/** Sessions of which something still runs. */
async function sessions(): Promise<Set<number>> {
  const stats = await new LocalMachine().exec('cat /proc/[0-9]*/stat', { deadlineMs: EACH_MS })
  return new Set(readProcesses(stats.stdout.toString('latin1')).map(({ session }) => session))
}

const here = { name: 'here', open: async () => new LocalMachine() }

describe('what Ansible had under way on a host', () => {
  it(
    'is ended with all that it started, however it clings to life, and nothing else is',
    async () => {
      await module(FOLDER, 'sleep 4713 & echo on; wait')
      await module(FOLDER, "trap '' TERM; echo on; while :; do sleep 0.1; done")
      const other = await module(LIKE, 'echo on; sleep 4713')
      const orphaned = await module(FOLDER, '(trap "" HUP; echo on; sleep 4713) & wait')
      const work = await NodeWork.find([here], [FOLDER])
      process.kill(orphaned, 'SIGKILL')
      expect(await work.end()).toEqual([])
      expect([...(await sessions())].filter((session) => strays.includes(session))).toEqual([other])
    },
    EACH_MS,
  )

  it('is said to be left where the host cannot be asked', async () => {
    const away = { name: 'away', open: () => Promise.reject(new Error('no route')) }
    expect(await (await NodeWork.find([away, here], [FOLDER])).end()).toEqual(['away'])
  })

  it('needs no host to be asked where there was nothing', async () => {
    const away = { name: 'away', open: () => Promise.reject(new Error('no route')) }
    expect(await (await NodeWork.find([away], [])).end()).toEqual([])
  })
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { LocalMachine } from '@/server/machine/local'
import { readProcesses } from '@/server/runs/job-processes'
import { type Node, NodeWork } from '@/server/runs/node-work'

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

const here: Node = { name: 'here', addresses: ['10.0.0.1'], open: async () => new LocalMachine() }
const LINE = `ssh -o ControlPersist=60s -tt 10.0.0.1 python3 .ansible/tmp/${FOLDER}/AnsiballZ_apt.py`

async function found(nodes: readonly Node[], lines: readonly string[]): Promise<NodeWork> {
  const work = new NodeWork(nodes)
  await work.look(lines)
  return work
}

describe('what Ansible had under way on a host', () => {
  it(
    'is ended with all that it started, however it clings to life, and nothing else is',
    async () => {
      await module(FOLDER, 'sleep 4713 & echo on; wait')
      await module(FOLDER, "trap '' TERM; echo on; while :; do sleep 0.1; done")
      const other = await module(LIKE, 'echo on; sleep 4713')
      const orphaned = await module(FOLDER, '(trap "" HUP; echo on; sleep 4713) & wait')
      const work = await found([here], [LINE])
      process.kill(orphaned, 'SIGKILL')
      expect(await work.end()).toEqual([])
      expect([...(await sessions())].filter((session) => strays.includes(session))).toEqual([other])
    },
    EACH_MS,
  )

  it('is said to be left where the host cannot be asked, or could not in time', async () => {
    const lost = () => Promise.reject(new Error('no route'))
    const away = { ...here, name: 'away', open: lost }
    let tries = 0
    const late = { ...here, name: 'late', open: () => (tries++ === 0 ? lost() : here.open()) }
    expect(await (await found([away, late, here], [LINE])).end()).toEqual(['away', 'late'])
  })

  it('is said to be left where it has no name by which it could be found', async () => {
    const pipelined = "ssh -o ControlPersist=60s 10.0.0.2 /bin/sh -c '/usr/bin/python3 && sleep 0'"
    const other = { ...here, name: 'other', addresses: ['10.0.0.2'] }
    expect(await (await found([here, other], [LINE, pipelined])).end()).toEqual(['other'])
    expect(await (await found([here, other], [pipelined])).end()).toEqual(['other'])
  })

  it('needs no host to be asked where there was nothing', async () => {
    const away = { ...here, open: () => Promise.reject(new Error('no route')) }
    expect(await (await found([away], ['ansible-playbook site.yml'])).end()).toEqual([])
  })
})

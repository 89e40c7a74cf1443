import { describe, expect, it } from 'vitest'
import { jobProcesses, readProcesses } from '@/server/runs/job/processes'

/** Fields: pid, name, state, parent, group, session, terminal, foreground group; the others are not used. */
const stat = (pid: number, name: string, parent: number, session: number, foreground = -1, state = 'S') =>
  `${pid} (${name}) ${state} ${parent} ${pid} ${session} 34816 ${foreground} 4194304 100 0 0 0 1 2 0 0 20 0 1 0 ${pid}77 4096`

const MACHINE = readProcesses(
  [
    '1000 55 boot',
    stat(1, 'systemd', 0, 1),
    stat(1000, 'sh', 1, 1000),
    stat(1001, 'python3', 1000, 1000),
    stat(1002, 'sh', 1001, 1002, 1003),
    stat(1003, 'install) .sh', 1002, 1002, 1003),
    stat(1004, 'ansible-worker', 1003, 1004),
    stat(1005, 'orphan of the terminal', 1, 1002, 1003),
    stat(1006, 'ended', 1003, 1002, 1003, 'Z'),
    stat(1007, 'etcd, let go of', 1, 1007),
    stat(1008, 'somebody else', 1, 1008),
  ].join('\n'),
)

describe('the processes of a job', () => {
  it('are the terminal’s processes, their descendants, and all processes of their sessions', () => {
    expect(jobProcesses(MACHINE, 1000).map(({ pid }) => pid)).toEqual([1002, 1003, 1004, 1005])
  })

  it('have a foreground process group, also with parentheses in the name', () => {
    expect(MACHINE.find(({ pid }) => pid === 1003)).toEqual({
      pid: 1003,
      parent: 1002,
      session: 1002,
      foreground: 1003,
      startTicks: 100377,
    })
  })

  it('are empty if the job is gone', () => {
    expect(jobProcesses(MACHINE, 4000)).toEqual([])
    expect(readProcesses('')).toEqual([])
  })
})

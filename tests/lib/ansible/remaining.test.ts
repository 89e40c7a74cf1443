import { describe, expect, it } from 'vitest'
import { readListedTasks } from '@/lib/ansible/listed-tasks'
import { remaining } from '@/lib/ansible/remaining'

const LISTING = `
playbook: site.yml

  play #1 (all): all\tTAGS: []
    tasks:
      etcd : Check [v3]\tTAGS: [etcd]
      Plain\tTAGS: []

  play #2 (node): node\tTAGS: []
    tasks:
      Last\tTAGS: []
`
const STANDING = { tasks: ['a', 'b'], elapsedMs: 20_000, earlier: [], listed: [] }

it('reads the tasks that a playbook lists', () => {
  expect(readListedTasks(LISTING)).toEqual(['etcd : Check [v3]', 'Plain', 'Last'])
})

describe('what remains', () => {
  it('is unknown without anything to compare with', () => {
    expect(remaining(STANDING)).toEqual({ basis: 'none' })
    expect(remaining({ ...STANDING, listed: ['other'] })).toEqual({ basis: 'none' })
  })
  it('is what an earlier run still had before it, at the same pace', () => {
    const earlier = [{ begun: [0, 10_000, 20_000, 40_000], totalMs: 60_000 }]
    expect(remaining({ ...STANDING, earlier })).toEqual({
      basis: 'earlier',
      remainingMs: 40_000,
      share: 1 / 3,
    })
  })
  it('is told by the listed tasks otherwise, whatever was included or skipped between', () => {
    const listed = ['a', 'hidden', 'b', 'c']
    const tasks = ['Gathering Facts', 'a', 'included', 'b']
    expect(remaining({ ...STANDING, tasks, listed })).toEqual({ basis: 'listed', done: 3, of: 4 })
  })
  it('does not lean on an earlier run that had fewer tasks', () => {
    expect(remaining({ ...STANDING, earlier: [{ begun: [0], totalMs: 5 }] })).toEqual({ basis: 'none' })
  })
})

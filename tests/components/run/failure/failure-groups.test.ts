import { describe, expect, it } from 'vitest'
import { groupFailures, ungroupedSignatures } from '@/components/run/failure/failure-groups'
import { failed, progress } from '../progress'

describe('failures', () => {
  it('are grouped by task in the order of the log, without ignored and rescued ones', () => {
    const failures = [
      failed('node1', 'warm up', 3, { ignored: true }),
      failed('node1', 'etcd : Check', 10),
      failed('node2', 'later', 30, { rescued: true }),
      failed('node2', 'etcd : Check', 11),
      failed('node3', 'other', 40),
    ]
    const groups = groupFailures({ progress: progress({ failures }), diagnosis: [] })
    expect(groups.map((group) => [group.task, group.hosts, group.line])).toEqual([
      ['etcd : Check', ['node1', 'node2'], 10],
      ['other', ['node3'], 40],
    ])
  })

  it('have the signatures of their task; other signatures are listed separately', () => {
    const view = {
      progress: progress({ failures: [failed('node1', 'etcd : Check', 10)] }),
      diagnosis: [
        { id: 'etcd-health', host: 'node1', task: 'etcd : Check', line: 10 },
        { id: 'noroute-svc', host: '', task: 'Check', line: 9 },
        { id: 'an-pip', host: '', task: '', line: 2 },
      ],
    }
    expect(groupFailures(view)[0]?.signatures).toEqual(['etcd-health', 'noroute-svc'])
    expect(ungroupedSignatures(view)).toEqual(['an-pip'])
  })
})

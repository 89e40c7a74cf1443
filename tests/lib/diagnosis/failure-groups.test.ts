import { describe, expect, it } from 'vitest'
import { groupFailures, ungroupedFailures } from '@/lib/diagnosis/failure-groups'
import { failed, progress } from '../../components/run/progress'

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
    expect(groupFailures(view)[0]?.known.map(({ id }) => id)).toEqual(['etcd-health', 'noroute-svc'])
    expect(ungroupedFailures(view).map(({ id }) => id)).toEqual(['an-pip'])
  })

  it('list a known failure once for all hosts, but each of its causes', () => {
    const hosts = ['node1', 'node2', 'node3']
    const urls = ['https://dl.k8s.io/a', 'https://dl.k8s.io/a', 'https://get.helm.sh/b']
    const groups = groupFailures({
      progress: progress({ failures: hosts.map((host, at) => failed(host, 'Download item', at)) }),
      diagnosis: hosts.map((host, at) => ({
        ...{ id: 'dl-file', host, task: 'Download item', line: at },
        facts: { url: urls[at] ?? '' },
      })),
    })
    expect(groups[0]?.known.map(({ facts }) => facts?.url)).toEqual([
      'https://dl.k8s.io/a',
      'https://get.helm.sh/b',
    ])
  })
})

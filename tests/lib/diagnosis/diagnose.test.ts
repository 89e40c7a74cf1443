import { describe, expect, it } from 'vitest'
import { diagnose } from '@/lib/diagnosis/diagnose'
import { addMatches, createMatches } from '@/lib/diagnosis/matches'
import { createParser } from '@/lib/log/ansible/parser'
import { createProgress, reduce } from '@/lib/log/ansible/progress'

function diagnosed(log: string) {
  const state = createProgress()
  const matches = createMatches()
  const parser = createParser((event) => {
    reduce(state, event)
    addMatches(matches, event)
  })
  parser.push(Buffer.from(log))
  parser.end()
  return diagnose(state.view.failures, matches)
}

const PENDING = '{"msg": "The following packages have pending transactions: glibc"}'
const YUM = `
PLAY [all] ****

TASK [prepare : Packages] ****
ok: [node1]
fatal: [node2]: FAILED! => ${PENDING}
`

describe('diagnose', () => {
  it('names the failure, its host, task and line', () => {
    expect(diagnosed(YUM)).toEqual([{ id: 'yum-pend', host: 'node2', task: 'prepare : Packages', line: 6 }])
  })
  it('takes an ignored failure for no cause', () => {
    expect(diagnosed(`${YUM}...ignoring\n`)).toEqual([])
  })
  it('takes a rescued failure for no cause', () => {
    expect(diagnosed(`${YUM}\nTASK [rescue] ****\nok: [node2]\n`)).toEqual([])
  })
  it('finds what stands in the answer beside the message', () => {
    const answer = '{"cmd": ["/usr/local/bin/kubeadm", "init"], "msg": "non-zero return code", "rc": 124}'
    expect(diagnosed(`TASK [init] ****\nfatal: [m]: FAILED! => ${answer}\n`)).toMatchObject([
      { id: 'kubeadm124' },
    ])
  })
  it('finds it in a round of a loop that failed before others', () => {
    const log = `TASK [packages] ****\nfailed: [n] (item=a) => {"msg": "odd"}\nfailed: [n] (item=b) => ${PENDING}\n`
    expect(diagnosed(log)).toMatchObject([{ id: 'yum-pend', host: 'n', line: 3 }])
  })
  it('finds what failed without any task', () => {
    expect(diagnosed('./multi-node.sh: line 41: ansible-playbook: command not found\n')).toEqual([
      { id: 'an-nocmd', host: '', task: '', line: 1 },
    ])
  })
  it('passes over the output of other tasks when a failed task explains itself', () => {
    expect(diagnosed(`No space left on device\n${YUM}`).map(({ id }) => id)).toEqual(['yum-pend'])
  })
  it('ties the retries of a task to its failure, though they came before its banner', () => {
    const log = `PLAY [etcd] ****
FAILED - RETRYING: Configure | Wait for etcd cluster to be healthy (1 retries left).

TASK [etcd : Configure | Wait for etcd cluster to be healthy] ****
fatal: [m]: FAILED! => {"msg": "non-zero return code"}
`
    expect(diagnosed(log)).toMatchObject([{ id: 'etcd-health', line: 2 }])
  })
  it('says nothing of retries that came to a good end', () => {
    const log = `TASK [Download image] ****
FAILED - RETRYING: Download image (1 retries left).
ok: [m]

TASK [other] ****
fatal: [m]: FAILED! => {"msg": "who knows"}
`
    expect(diagnosed(log)).toEqual([])
  })
  it('says the same trouble of many hosts once for each', () => {
    const log = `TASK [t] ****\n${['a', 'b'].map((h) => `failed: [${h}] (item=1) => ${PENDING}\n`.repeat(2)).join('')}`
    expect(diagnosed(log).map(({ host }) => host)).toEqual(['a', 'b'])
  })
  it('tells the root before its consequence, though it came in another task', () => {
    const log = `TASK [time] ****
x509: certificate has expired or is not yet valid

TASK [etcd] ****
fatal: [m]: FAILED! => {"msg": "etcd cluster is unavailable or misconfigured"}
`
    expect(diagnosed(log).map(({ id }) => id)).toEqual(['clock', 'etcd-health'])
  })
  it('takes a missing nf_conntrack_ipv4 for no cause where it was ignored or only printed', () => {
    const missing = 'modprobe: FATAL: Module nf_conntrack_ipv4 not found in directory /lib/modules/5.15.0'
    const ignored = `TASK [modules] ****\nfatal: [m]: FAILED! => {"msg": "${missing}"}\n...ignoring\n`
    expect(diagnosed(ignored)).toEqual([])
    expect(diagnosed(`TASK [t] ****\n${missing}\nfatal: [m]: FAILED! => {"msg": "odd"}\n`)).toEqual([])
  })
})

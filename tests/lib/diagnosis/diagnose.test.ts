import { describe, expect, it } from 'vitest'
import { diagnose } from '@/lib/diagnosis/diagnose'
import { addMatches, createMatches } from '@/lib/diagnosis/matches'
import { createParser } from '@/lib/log/ansible/parser'
import { createProgress, reduce } from '@/lib/run/progress/reducer'

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
  it('returns the failure with its host, task and line', () => {
    expect(diagnosed(YUM)).toEqual([{ id: 'yum-pend', host: 'node2', task: 'prepare : Packages', line: 6 }])
  })
  it('skips an ignored failure', () => {
    expect(diagnosed(`${YUM}...ignoring\n`)).toEqual([])
  })
  it('skips a rescued failure', () => {
    expect(diagnosed(`${YUM}\nTASK [rescue] ****\nok: [node2]\n`)).toEqual([])
  })
  it('matches the whole module result, not only its message', () => {
    const answer = '{"cmd": ["/usr/local/bin/kubeadm", "init"], "msg": "non-zero return code", "rc": 124}'
    expect(diagnosed(`TASK [init] ****\nfatal: [m]: FAILED! => ${answer}\n`)).toMatchObject([
      { id: 'kubeadm124' },
    ])
  })
  it('matches every failed iteration of a loop', () => {
    const log = `TASK [packages] ****\nfailed: [n] (item=a) => {"msg": "odd"}\nfailed: [n] (item=b) => ${PENDING}\n`
    expect(diagnosed(log)).toMatchObject([{ id: 'yum-pend', host: 'n', line: 3 }])
  })
  it('matches output outside of any task', () => {
    expect(diagnosed('./multi-node.sh: line 41: ansible-playbook: command not found\n')).toEqual([
      { id: 'an-nocmd', host: '', task: '', line: 1 },
    ])
  })
  it('skips the output of other tasks if the failed task has a match', () => {
    expect(diagnosed(`No space left on device\n${YUM}`).map(({ id }) => id)).toEqual(['yum-pend'])
  })
  describe('after output that the installer printed before Ansible started', () => {
    const PIP = 'ERROR: No matching distribution found for pip\n'
    const odd = 'TASK [bootstrap-os : Install python] ****\nfatal: [m]: FAILED! => {"msg": "odd"}\n'
    it('does not explain a failed task by it', () => {
      expect(diagnosed(`${PIP}\nPLAY [all] ****\n\n${odd}`)).toEqual([])
    })
    it('does not explain a failed task by it after another playbook either', () => {
      const first = 'PLAY [all] ****\n\nTASK [a] ****\nok: [m]\n\nPLAY RECAP ****\nm : ok=1 failed=0\n'
      expect(diagnosed(`${first}\n${PIP}\nPLAY [all] ****\n\n${odd}`)).toEqual([])
    })
    it('does not explain an error of Ansible by it', () => {
      expect(diagnosed(`${PIP}ERROR! the playbook: ../init.yml could not be found\n`)).toEqual([])
    })
    it('returns a warning of Ansible itself, which precedes the plays', () => {
      const warning = ' [WARNING]: Unable to parse /root/x/hosts.ini as an inventory source'
      const found = diagnosed(`${warning}\n\nPLAY [all] ****\nskipping: no hosts matched\n`)
      expect(found).toMatchObject([{ id: 'an-inv', line: 1 }])
    })
    it('returns it as the cause of a match', () => {
      const netaddr =
        'TASK [a] ****\nfatal: [m]: FAILED! => {"msg": "The ipaddr filter requires python-netaddr"}\n'
      const found = diagnosed(`${PIP}\nPLAY [all] ****\n\n${netaddr}`)
      expect(found.map(({ id }) => id)).toEqual(['an-pip', 'an-netaddr'])
    })
    it('returns it if Ansible did not start, with its cause first', () => {
      const log = `${PIP}E: Unable to locate package python-minimal\n./install.sh: line 314: ansible-playbook: command not found\n`
      expect(diagnosed(log).map(({ id, line }) => [id, line])).toEqual([
        ['an-pip', 1],
        ['pkg-none', 2],
        ['an-nocmd', 3],
      ])
    })
  })
  it('explains a failed command by its output, although ssh reports a closed connection', () => {
    const log = `TASK [bootstrap-os : Install python] ****
fatal: [node1]: FAILED! => {
    "changed": true, 
    "rc": 100
}

STDOUT:

E: Unable to locate package python-minimal


STDERR:

Shared connection to 10.0.0.2 closed.


MSG:

non-zero return code

PLAY RECAP ****
`
    expect(diagnosed(log)).toMatchObject([{ id: 'pkg-none', host: 'node1', line: 2 }])
  })
  it('assigns retries to the failure of their task, although they precede its banner', () => {
    const log = `PLAY [images] ****
FAILED - RETRYING: Download_container | Download image if required (1 retries left).

TASK [download : Download_container | Download image if required] ****
fatal: [m]: FAILED! => {"msg": "non-zero return code"}
`
    expect(diagnosed(log)).toMatchObject([{ id: 'img-retry', line: 2 }])
  })
  it('skips the retries of another host', () => {
    const log = `PLAY [images] ****

TASK [download : Download_container | Download image if required] ****
FAILED - RETRYING: [m]: download : Download_container | Download image if required (1 retries left).
ok: [m]
fatal: [n]: FAILED! => {"msg": "odd"}
`
    expect(diagnosed(log)).toEqual([])
  })
  it('skips retries that succeeded', () => {
    const log = `TASK [Download image] ****
FAILED - RETRYING: Download image (1 retries left).
ok: [m]

TASK [other] ****
fatal: [m]: FAILED! => {"msg": "who knows"}
`
    expect(diagnosed(log)).toEqual([])
  })
  it('returns the same failure once per host', () => {
    const log = `TASK [t] ****\n${['a', 'b'].map((h) => `failed: [${h}] (item=1) => ${PENDING}\n`.repeat(2)).join('')}`
    expect(diagnosed(log).map(({ host }) => host)).toEqual(['a', 'b'])
  })
  it('returns a root cause before its consequence, even from another task', () => {
    const log = `TASK [time] ****
x509: certificate has expired or is not yet valid: current time 2026-12-01T08:00:00Z is before 2026-12-01T09:00:00Z

TASK [etcd] ****
fatal: [m]: FAILED! => {"msg": "etcd cluster is unavailable or misconfigured"}
`
    expect(diagnosed(log).map(({ id }) => id)).toEqual(['clock', 'etcd-health'])
  })
  it('skips a missing nf_conntrack_ipv4 that was ignored or only printed', () => {
    const missing = 'modprobe: FATAL: Module nf_conntrack_ipv4 not found in directory /lib/modules/5.15.0'
    const ignored = `TASK [modules] ****\nfatal: [m]: FAILED! => {"msg": "${missing}"}\n...ignoring\n`
    expect(diagnosed(ignored)).toEqual([])
    expect(diagnosed(`TASK [t] ****\n${missing}\nfatal: [m]: FAILED! => {"msg": "odd"}\n`)).toEqual([])
  })
})

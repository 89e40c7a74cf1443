import { describe, expect, it } from 'vitest'
import { emptyBastion } from '@/lib/cluster/bastion'
import type { Draft } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'

const KEY = `SHA256:${'A'.repeat(43)}`

/** A taskbox whose key was trusted, and a host at an address. */
function keyOfHost(address: string, changes: Partial<Draft> = {}, port = ''): string | undefined {
  const draft = emptyDraft()
  const taskbox = { ...draft.taskbox, kind: 'ssh' as const, address: '192.168.0.1', hostKey: KEY }
  const hosts = [emptyHost('h1', { name: 'master', address, port })]
  return toCluster({ ...draft, taskbox, hosts, ...changes }).hosts[0]?.hostKey
}

describe('a host key that was trusted for the taskbox', () => {
  it('is trusted for a host at the same address and port', () => {
    expect(keyOfHost('192.168.0.1')).toBe(KEY)
    expect(keyOfHost('192.168.0.1', {}, '22')).toBe(KEY)
  })

  it('is not trusted for another address, another port, or another route', () => {
    expect(keyOfHost('192.168.0.2')).toBeUndefined()
    expect(keyOfHost('192.168.0.1', {}, '2222')).toBeUndefined()
    const bastion = { ...emptyBastion(), address: '192.168.0.9' }
    const host = { ...emptyHost('h1', { name: 'master', address: '192.168.0.1' }), bastion }
    expect(keyOfHost('192.168.0.1', { hosts: [host] })).toBeUndefined()
  })

  it('does not replace the key of the host itself', () => {
    const other = `SHA256:${'B'.repeat(43)}`
    const hosts = [emptyHost('h1', { name: 'master', address: '192.168.0.1', hostKey: other })]
    expect(keyOfHost('', { hosts })).toBe(other)
  })

  it('is trusted for a bastion that is the same machine', () => {
    const bastion = { ...emptyBastion(), address: '192.168.0.9' }
    const jump = emptyHost('h2', {
      name: 'jump',
      address: '192.168.0.9',
      hostKey: KEY,
      bastion: emptyBastion('direct'),
    })
    const [, host] = toCluster({
      ...emptyDraft(),
      bastion,
      hosts: [jump, emptyHost('h1', { name: 'master', address: '192.168.0.1' })],
    }).hosts
    expect(host?.bastion?.hostKey).toBe(KEY)
  })
})

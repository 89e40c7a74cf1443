import { describe, expect, it } from 'vitest'
import { taskboxReach } from '@/lib/checks/catalogue/access/taskbox-reach'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { cluster, connectionsText, host, probeResult, summarize } from '../../fixtures'

const taskbox = host('master', { taskbox: true })
const node = host('node1', { address: '10.0.0.2' })
const odd = host('node2', { address: '10.0.0.3', port: 2222 })
const PRESENTED = { fingerprint: 'SHA256:now', type: 'ssh-ed25519' }
const checkContext = { cluster: cluster([taskbox, node, odd]), release: advanced100 }

function resultsOf(connections: Record<string, string>, known = 'complete') {
  const probe = probeResult({ connections: connectionsText(connections), known_hosts: known })
  const hosts = [taskbox, node, odd].map((one) => ({ host: one, probe: probeResult(), hostKey: PRESENTED }))
  const results = taskboxReach.acrossHosts?.(hosts, { ...checkContext, taskbox: probe })
  return [...(results?.values() ?? [])].map((of) => summarize(of).join())
}
const OPEN = { 'tcp/10.0.0.2/22': 'open', 'tcp/10.0.0.3/2222': 'open' }

describe('reachability from the taskbox', () => {
  it('is tested on the taskbox only', () => {
    const variablesOf = (one?: typeof node) =>
      taskboxReach.variables?.({ ...checkContext, ...(one && { host: one }) })
    const all = {
      reach_targets: 'tcp/10.0.0.2/22 tcp/10.0.0.3/2222',
      known_names: '10.0.0.2 [10.0.0.3]:2222',
    }
    expect(variablesOf(taskbox)).toEqual(all)
    expect(variablesOf()).toEqual(all)
    expect(variablesOf(node)).toEqual({ reach_targets: '', known_names: '' })
  })
  it('is required for each host', () => {
    expect(resultsOf(OPEN)).toEqual(['pass local', 'pass open', 'pass open'])
    expect(resultsOf({ ...OPEN, 'tcp/10.0.0.2/22': 'Connection refused' })[1]).toBe('fail refused')
    expect(resultsOf({ 'tcp/10.0.0.3/2222': 'open' })[1]).toBe('fail blocked')
    expect(resultsOf({ ...OPEN, 'tcp/10.0.0.2/22': 'untried' })[1]).toBe('unknown untried')
  })
  it('fails with another key of the same type in known_hosts', () => {
    const line = (name: string, kind: string, key: string) => `# Host found\n${name} ${kind} ${key}\ncomplete`
    expect(resultsOf(OPEN, line('10.0.0.2', 'ED25519', 'SHA256:old'))).toEqual([
      'pass local',
      'fail staleKey',
      'pass open',
    ])
    expect(resultsOf(OPEN, line('[10.0.0.3]:2222', 'ED25519', 'SHA256:old'))[2]).toBe('fail staleKey')
    expect(resultsOf(OPEN, line('10.0.0.2', 'ED25519', 'SHA256:now'))[1]).toBe('pass open')
    expect(resultsOf(OPEN, line('10.0.0.2', 'RSA', 'SHA256:other'))[1]).toBe('pass open')
  })
  it('is unknown if the taskbox is unreachable', () => {
    const hosts = [{ host: node, probe: probeResult() }]
    expect(summarize(taskboxReach.acrossHosts?.(hosts, checkContext).get(node.id) ?? [])).toEqual([
      'unknown unread',
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { taskboxReach } from '@/lib/checks/catalogue/access/taskbox-reach'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { cluster, connectionsText, host, probeResult, summarize } from '../../fixtures'

const taskbox = host('master', { taskbox: true })
const node = host('node1', { address: '10.0.0.2' })
const odd = host('node2', { address: '10.0.0.3', port: 2222 })
const SHOWN = { fingerprint: 'SHA256:now', type: 'ssh-ed25519' }
const where = { cluster: cluster([taskbox, node, odd]), release: advanced100 }

function judged(connections: Record<string, string>, known = 'read') {
  const its = probeResult({ connections: connectionsText(connections), known_hosts: known })
  const hosts = [taskbox, node, odd].map((one) => ({ host: one, sheet: probeResult(), hostKey: SHOWN }))
  const verdicts = taskboxReach.together?.(hosts, { ...where, taskbox: its })
  return [...(verdicts?.values() ?? [])].map((of) => summarize(of).join())
}
const OPEN = { 'tcp/10.0.0.2/22': 'open', 'tcp/10.0.0.3/2222': 'open' }

describe('reached from the taskbox', () => {
  it('is asked there alone', () => {
    const asked = (one?: typeof node) => taskboxReach.variables?.({ ...where, ...(one && { host: one }) })
    const all = {
      reach_targets: 'tcp/10.0.0.2/22 tcp/10.0.0.3/2222',
      known_places: '10.0.0.2 [10.0.0.3]:2222',
    }
    expect(asked(taskbox)).toEqual(all)
    expect(asked()).toEqual(all)
    expect(asked(node)).toEqual({ reach_targets: '', known_places: '' })
  })
  it('is what each host must be', () => {
    expect(judged(OPEN)).toEqual(['pass local', 'pass open', 'pass open'])
    expect(judged({ ...OPEN, 'tcp/10.0.0.2/22': 'Connection refused' })[1]).toBe('fail refused')
    expect(judged({ 'tcp/10.0.0.3/2222': 'open' })[1]).toBe('fail blocked')
    expect(judged({ ...OPEN, 'tcp/10.0.0.2/22': 'untried' })[1]).toBe('unknown untried')
  })
  it('fails by another key of the same kind among the known hosts', () => {
    const line = (place: string, kind: string, key: string) => `# Host found\n${place} ${kind} ${key}\nread`
    expect(judged(OPEN, line('10.0.0.2', 'ED25519', 'SHA256:old'))).toEqual([
      'pass local',
      'fail staleKey',
      'pass open',
    ])
    expect(judged(OPEN, line('[10.0.0.3]:2222', 'ED25519', 'SHA256:old'))[2]).toBe('fail staleKey')
    expect(judged(OPEN, line('10.0.0.2', 'ED25519', 'SHA256:now'))[1]).toBe('pass open')
    expect(judged(OPEN, line('10.0.0.2', 'RSA', 'SHA256:other'))[1]).toBe('pass open')
  })
  it('is unknown where the taskbox did not answer', () => {
    const hosts = [{ host: node, sheet: probeResult() }]
    expect(summarize(taskboxReach.together?.(hosts, where).get(node.id) ?? [])).toEqual(['unknown unread'])
  })
})

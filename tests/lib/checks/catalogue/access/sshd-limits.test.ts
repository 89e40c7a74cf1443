import { expect, it } from 'vitest'
import { sshdLimits } from '@/lib/checks/catalogue/access/sshd-limits'
import type { Host } from '@/lib/cluster/cluster'
import { context, evaluate, host, probeResult } from '../../fixtures'
import { kubesprayContext } from '../../releases'

const DEFAULTS = 'maxsessions 10\nmaxstartups 10:30:100'
const master = host('master', { roles: ['master', 'node'] })
const workers = (count: number) => Array.from({ length: count }, (_, index) => host(`node${index}`))

function results(sshd: string | undefined, hosts: Host[], on: Host) {
  const given = kubesprayContext()
  return evaluate(sshdLimits, probeResult({ sshd }), {
    ...given,
    host: on,
    cluster: { ...given.cluster, hosts },
  })
}

it.each([
  [DEFAULTS, 10, 'pass enough'],
  [DEFAULTS, 30, 'warn startups'],
  ['maxsessions 100\nmaxstartups 10:30:100', 60, 'pass enough'],
  ['maxsessions 1\nmaxstartups 100:30:200', 2, 'warn sessions'],
  ['maxsessions 10', 2, 'unknown unread'],
  [undefined, 2, 'unknown unread'],
])('the first control plane with %j and %i workers: %s', (sshd, count, expected) => {
  expect(results(sshd, [master, ...workers(count)], master)).toEqual([expected])
})

it('other hosts need few sessions, whatever the size of the cluster', () => {
  const [first = master, ...others] = workers(60)
  expect(results(DEFAULTS, [master, first, ...others], first)).toEqual(['pass enough'])
})

it('does not apply to an installer that does not run playbooks itself', () => {
  expect(evaluate(sshdLimits, probeResult({ sshd: 'maxsessions 1\nmaxstartups 1' }), context())).toEqual([])
})

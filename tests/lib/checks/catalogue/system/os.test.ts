import { expect, it } from 'vitest'
import { os } from '@/lib/checks/catalogue/system/os'
import { evaluateHost } from '@/lib/checks/evaluate/evaluate'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { kubesprayRelease } from '@/lib/installers/kubespray/release'
import { FACTS } from '../../../installers/kubespray/facts'
import { context, probeResult, systemText } from '../../fixtures'

const systems = [
  { id: 'debian', versions: ['12', '13'] },
  { id: 'flatcar', versions: [] },
]

it.each([
  ['debian', '13', 'pass supported'],
  ['debian', '10', 'fail version'],
  ['flatcar', '4459.2.0', 'pass supported'],
  ['arch', '', 'fail system'],
])('of a release that accepts all versions of Flatcar, %s %s: %s', (id, version, result) => {
  const probe = probeResult({ os: systemText(id, version), machine: 'x86_64' })
  const release = { ...advanced100, systems }
  const findings = evaluateHost(probe, { ...context(), release }, [os])
  expect(findings.map(({ status, reason }) => `${status} ${reason}`)).toEqual([result])
})

it.each([
  ['debian', '13', 'pass supported'],
  ['debian', '10', 'fail version'],
  ['centos', '7', 'fail system'],
])('of a Kubespray checkout that documents Debian 12 and 13, %s %s: %s', (id, version, result) => {
  const release = kubesprayRelease('2.30.0', FACTS)
  if (!release) throw new Error('not described')
  const probe = probeResult({ os: systemText(id, version), machine: 'x86_64' })
  const [finding] = evaluateHost(probe, { ...context(), release }, [os])
  expect(`${finding?.status} ${finding?.reason}`).toBe(result)
})

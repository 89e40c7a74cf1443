/** Releases of each installer, for checks that know what the chosen one needs. */
import type { HostContext } from '@/lib/checks/check-context'
import type { Release } from '@/lib/installers/installer'
import { k3sRelease } from '@/lib/installers/k3s/release'
import { kubesprayRelease } from '@/lib/installers/kubespray/release'
import { FACTS } from '../installers/kubespray/facts'
import { context, host } from './fixtures'

const K3S_FACTS = { ansible: ['2.15.0'], k3sDefault: ['v1.31.12+k3s1'] }

const required = (release: Release | undefined): Release => {
  if (!release) throw new Error('the facts describe no release')
  return release
}

/** The context of a host for Kubespray with these settings. */
export function kubesprayContext(settings: Record<string, string> = {}, more: Partial<HostContext> = {}) {
  const release = required(kubesprayRelease('2.29.1', FACTS, settings))
  const installer = {
    id: 'kubespray',
    source: '/opt/kubespray',
    version: '2.29.1',
    mode: 'multi-node' as const,
  }
  return {
    ...context(host('node1'), { installer: { ...installer, facts: FACTS }, settings }),
    release,
    ...more,
  }
}

/** The context of a host for k3s with these settings. */
export function k3sContext(settings: Record<string, string> = {}, more: Partial<HostContext> = {}) {
  const release = required(k3sRelease('1.1.1', K3S_FACTS, settings))
  const installer = { id: 'k3s', source: '/opt/k3s-ansible', version: '1.1.1', mode: 'multi-node' as const }
  return {
    ...context(host('node1'), { installer: { ...installer, facts: K3S_FACTS }, settings }),
    release,
    ...more,
  }
}

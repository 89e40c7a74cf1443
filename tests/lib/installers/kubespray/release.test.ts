import { describe, expect, it } from 'vitest'
import type { SourceFacts } from '@/lib/cluster/draft/draft'
import type { Release } from '@/lib/installers/installer'
import { kubesprayRelease } from '@/lib/installers/kubespray/release'
import { FACTS } from './facts'

function released(settings: Record<string, string> = {}, facts: SourceFacts = FACTS): Release {
  const release = kubesprayRelease('2.30.0', facts, settings)
  if (!release) throw new Error('not described')
  return release
}

describe('a release', () => {
  it('has the defaults and the choices of its checkout', () => {
    expect(released()).toMatchObject({
      installer: 'kubespray',
      id: '2.30.0',
      kubernetes: 'v1.34.3',
      networkPlugins: ['calico', 'none'],
      defaults: {
        plugin: 'calico',
        serviceCidr: '10.96.0.0/16',
        podCidr: '10.112.0.0/16',
        nodePrefix: 25,
        ipv6: { serviceCidr: 'fd00:1::/116', podCidr: 'fd00:2::/112', nodePrefix: 120 },
      },
      systems: [
        { id: 'debian', versions: ['12', '13'] },
        { id: 'flatcar', versions: [] },
      ],
    })
  })

  it('requires the memory that it asserts: more of a control plane', () => {
    const { minimum } = released()
    expect(minimum['multi-node']).toMatchObject({
      memoryGiB: 1,
      byRole: { master: { cores: 2, memoryGiB: 1500 / 1024 } },
    })
  })

  it('installs IPv6 alone only if it has a variable for that', () => {
    expect(released()).toMatchObject({ families: ['ipv4', 'dual', 'ipv6'] })
    expect(released({}, { ...FACTS, ipv6: ['enable_dual_stack_networks'] })).toMatchObject({
      families: ['ipv4', 'dual'],
    })
    const { ipv6: _, ...without } = FACTS
    expect(released({}, without)).toMatchObject({ families: ['ipv4'] })
    expect(released({}, without).defaults).not.toHaveProperty('ipv6')
  })

  it.each<[string, SourceFacts | undefined]>([
    ['without facts', undefined],
    ['without versions', { ...FACTS, kubernetes: [] }],
    ['with another default', { ...FACTS, kubernetesDefault: ['1.30.0'] }],
    ['with an invalid version', { ...FACTS, kubernetes: ['1.34.3', '$(reboot)'] }],
    ['with one bound of Ansible', { ...FACTS, ansible: ['2.17.3'] }],
    ['with memory in words', { ...FACTS, memoryMiB: ['much', 'less'] }],
    ['without systems', { ...FACTS, systems: [] }],
  ])('%s is not described', (_, facts) => {
    expect(kubesprayRelease('2.30.0', facts)).toBeUndefined()
  })

  it.each(['main', 'v2.30.0', ''])('with the id “%s” is not described', (id) => {
    expect(kubesprayRelease(id, FACTS)).toBeUndefined()
  })

  it('is the same object until a setting changes on which it depends', () => {
    expect(released({ http_proxy: 'http://proxy' })).toBe(released())
    expect(released({ kube_proxy_mode: 'iptables' })).not.toBe(released())
  })
})

describe('requirements', () => {
  const requirements = (settings: Record<string, string>) => released(settings).requirements

  it.each([
    [{}, '4.19', [1, 2]],
    [{ kube_version: '1.31.9' }, '4.0', [1, 2]],
    [{ kube_version: '1.35.0' }, '4.19', [2]],
    [{ kube_version: '1.31.9', kube_proxy_mode: 'nftables' }, '5.13', [1, 2]],
  ])('of the kernel depend on Kubernetes and the proxy mode: %j', (settings, kernel, cgroups) => {
    expect(requirements(settings)).toMatchObject({ kernel, cgroups })
  })

  it('include the modules of IPVS in that mode only', () => {
    expect(requirements({}).modules).toContain('ip_vs')
    expect(requirements({ kube_proxy_mode: 'iptables' }).modules).not.toContain('ip_vs')
  })

  it('name the chosen runtime', () => {
    expect(requirements({ container_manager: 'crio' }).runtime).toBe('crio')
    expect(requirements({}).runtime).toBe('containerd')
  })

  it('exclude an architecture for which the version has no checksum', () => {
    expect(requirements({}).architectures).toContain('aarch64')
    const facts = { ...FACTS, kubernetesArm64: ['1.31.9'] }
    expect(released({}, facts).requirements.architectures).not.toContain('aarch64')
    expect(released({ kube_version: '1.31.9' }, facts).requirements.architectures).toContain('aarch64')
  })

  it('follow the node prefix of the settings', () => {
    expect(released({ kube_network_node_prefix: '23' }).defaults.nodePrefix).toBe(23)
    expect(released({ kube_network_node_prefix: 'x' }).defaults.nodePrefix).toBe(24)
  })
})

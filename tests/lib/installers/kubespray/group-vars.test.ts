import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { RESERVED_VARIABLES, renderGroupVars } from '@/lib/installers/kubespray/group-vars'
import { URL_VARIABLES } from '@/lib/installers/kubespray/sources'
import { exampleCluster, network } from './example-cluster'

const variables = z.record(z.string(), z.unknown())

/** The variables of both files of our own. */
function rendered(...change: Parameters<typeof exampleCluster>): Record<string, unknown> {
  const [all, k8s] = renderGroupVars(exampleCluster(...change)).map(({ text }) => variables.parse(load(text)))
  return { ...all, ...k8s }
}
const KUBE_VIP = { kube_vip_enabled: 'true', kube_vip_address: '192.168.0.200', kube_vip_interface: 'eth1' }
const LOAD_BALANCER = network({
  loadBalancer: { address: '192.168.0.100', port: '443', domain: 'api.example' },
})

describe('the API server is reached', () => {
  it('by default through a proxy on each worker', () => {
    expect(rendered({ settings: { loadbalancer_apiserver_type: 'haproxy' } })).toMatchObject({
      loadbalancer_apiserver_localhost: true,
      loadbalancer_apiserver_type: 'haproxy',
    })
    expect(rendered()).not.toHaveProperty('loadbalancer_apiserver')
  })

  it('through a virtual address of kube-vip, whose ARP replies no other node sends', () => {
    expect(rendered({ settings: KUBE_VIP })).toMatchObject({
      kube_vip_enabled: true,
      kube_vip_controlplane_enabled: true,
      kube_vip_arp_enabled: true,
      kube_vip_address: '192.168.0.200',
      kube_vip_interface: 'eth1',
      kube_proxy_strict_arp: true,
      loadbalancer_apiserver_localhost: false,
      loadbalancer_apiserver: { address: '192.168.0.200', port: 6443 },
    })
    expect(rendered({ settings: { ...KUBE_VIP, kube_vip_arp_enabled: 'false' } })).toMatchObject({
      kube_vip_arp_enabled: false,
    })
    expect(rendered({ settings: { ...KUBE_VIP, kube_vip_interface: '' } })).not.toHaveProperty(
      'kube_vip_interface',
    )
  })

  it('through an external load balancer, if there is one', () => {
    const values = rendered({ settings: KUBE_VIP, network: LOAD_BALANCER })
    expect(values).toMatchObject({
      loadbalancer_apiserver_localhost: false,
      loadbalancer_apiserver: { address: '192.168.0.100', port: 443 },
      apiserver_loadbalancer_domain_name: 'api.example',
    })
    expect(values).not.toHaveProperty('kube_vip_enabled')
  })
})

describe('the version of Kubernetes', () => {
  it('is that of the checkout, or the chosen one', () => {
    expect(rendered()).toMatchObject({ kube_version: '1.34.3' })
    expect(rendered({ settings: { kube_version: '1.31.9' } })).toMatchObject({ kube_version: '1.31.9' })
  })

  it('begins with v before 2.28', () => {
    expect(rendered({ facts: { kubernetesPrefix: ['v'] } })).toMatchObject({ kube_version: 'v1.34.3' })
  })
})

it('without a storage class, the provisioner is off', () => {
  const values = rendered()
  expect(values).toMatchObject({ local_path_provisioner_enabled: false })
  expect(values).not.toHaveProperty('local_path_provisioner_claim_root')
})

it('every variable is reserved, so that further variables cannot contradict it', () => {
  const url = 'http://x.example'
  const urls = [
    'http_proxy',
    'https_proxy',
    'files_repo',
    'debian_repo',
    'ubuntu_repo',
    'yum_repo',
    ...URL_VARIABLES,
  ]
  const texts = [
    'registry_host',
    ...['kube', 'gcr', 'github', 'docker', 'quay'].map((site) => `${site}_image_repo`),
  ]
  const everything = {
    ...Object.fromEntries([...urls, ...texts].map((key) => [key, url])),
    additional_no_proxy: '.example',
    containerd_registries_mirrors: `docker.io ${url}`,
  }
  const storage = { class: 'local-path', parameters: {} }
  const names = [
    rendered({ settings: everything, storage }),
    rendered({ settings: KUBE_VIP }),
    rendered({ network: LOAD_BALANCER }),
  ].flatMap((values) => Object.keys(values))
  const free = new Set(names.filter((name) => !RESERVED_VARIABLES.includes(name)))
  expect([...free]).toEqual(['kube_proxy_strict_arp'])
  expect(names).toEqual(expect.arrayContaining([...urls, ...texts]))
})

it('a further variable that a file sets is refused', () => {
  const further = (extra_variables: string, more = {}) =>
    exampleCluster({ settings: { extra_variables, ...more } })
  expect(() => further('kube_version: 1.31.9')).toThrow(/"setting-reserved".*"key":"kube_version"/)
  expect(() => further('ip: 10.0.0.1')).toThrow('setting-reserved')
  expect(() => further('http_proxy: x', { http_proxy: 'http://proxy' })).toThrow('setting-reserved')
  expect(further('http_proxy: x\nkube_proxy_strict_arp: true').settings).not.toHaveProperty('http_proxy')
})

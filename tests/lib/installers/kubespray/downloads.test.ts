import { expect, it } from 'vitest'
import { kubesprayDownloads } from '@/lib/installers/kubespray/downloads'
import { cluster, host } from '../../checks/fixtures'
import { FACTS } from './facts'

const LINES = [
  'kubelet={{dl_k8s_io_url}}/release/v{{kube_version}}/bin/linux/{{image_arch}}/kubelet',
  'etcd@1.34={{github_url}}/etcd-v3.5.29-linux-{{image_arch}}.tar.gz',
  'etcd@1.35={{github_url}}/etcd-v3.6.10-linux-{{image_arch}}.tar.gz',
  'containerd={{github_url}}/containerd-{{image_arch}}',
  'crio@1.34={{storage_googleapis_url}}/cri-o.{{image_arch}}.v1.34.5.tar.gz',
  'calicoctl={{github_url}}/calicoctl-linux-{{image_arch}}',
  'ciliumcli={{github_url}}/cilium-linux-{{image_arch}}.tar.gz',
]

function downloads(settings: Record<string, string>, plugin = 'calico', facts = {}) {
  const installer = { id: 'kubespray', source: '/opt/k', version: '2.31.0', mode: 'multi-node' as const }
  const all = { kube_version: '1.34.3', ...settings }
  return kubesprayDownloads({
    ...cluster([host('node1')], {
      installer: { ...installer, facts: { ...FACTS, downloads: LINES, ...facts } },
      settings: all,
    }),
    network: { plugin, serviceCidr: '10.233.0.0/18', podCidr: '10.233.64.0/18' },
  })
}
const urls = (...given: Parameters<typeof downloads>) => downloads(...given).files.map(({ url }) => url)

it('are those of the version of Kubernetes, the container manager and the network plugin', () => {
  expect(urls({})).toEqual([
    'https://dl.k8s.io/release/v1.34.3/bin/linux/{arch}/kubelet',
    'https://github.com/etcd-v3.5.29-linux-{arch}.tar.gz',
    'https://github.com/containerd-{arch}',
    'https://github.com/calicoctl-linux-{arch}',
  ])
  expect(urls({ kube_version: '1.35.0', container_manager: 'crio' }, 'cilium')).toEqual([
    'https://dl.k8s.io/release/v1.35.0/bin/linux/{arch}/kubelet',
    'https://github.com/etcd-v3.6.10-linux-{arch}.tar.gz',
    'https://github.com/cilium-linux-{arch}.tar.gz',
  ])
})

it('have the prefix of versions before 2.28', () => {
  const facts = { kubernetesPrefix: ['v'], downloads: ['kubelet=https://dl.k8s.io/{{kube_version}}/kubelet'] }
  expect(urls({}, 'none', facts)).toEqual(['https://dl.k8s.io/v1.34.3/kubelet'])
})

it('are redirected by the setting of their site, and else by files_repo, without credentials', () => {
  const settings = { files_repo: 'http://a:b@files.example.com/k8s/', github_url: 'https://git.example.com' }
  expect(downloads(settings, 'none').files).toMatchObject([
    {
      url: 'http://files.example.com/k8s/dl.k8s.io/release/v1.34.3/bin/linux/{arch}/kubelet',
      setting: 'dl_k8s_io_url',
      needsLogin: true,
    },
    { url: 'https://git.example.com/etcd-v3.5.29-linux-{arch}.tar.gz', setting: 'github_url' },
    { url: 'https://git.example.com/containerd-{arch}' },
  ])
})

it('leave out files whose URL further variables decide', () => {
  const extra = 'kubelet_download_url: http://x\netcd_version: 3.5.1\n# containerd_version: 2\n'
  expect(urls({ extra_variables: extra }, 'none')).toEqual(['https://github.com/containerd-{arch}'])
  expect(urls({ extra_variables: 'github_url: http://x' }, 'none')).toHaveLength(1)
})

it('use the proxies without their passwords, and not for the hosts themselves', () => {
  const { proxy } = downloads({
    https_proxy: 'http://user:geheim@proxy:3128',
    additional_no_proxy: '.example.com\n10.0.0.0/8',
  })
  expect(proxy).toEqual({
    http: '',
    https: 'http://proxy:3128',
    exceptions: ['192.168.0.2', '.example.com', '10.0.0.0/8'],
  })
})

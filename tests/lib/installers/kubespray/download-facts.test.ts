import { expect, it } from 'vitest'
import { downloadFacts } from '@/lib/installers/kubespray/download-facts'
import { CHECKSUMS, DOWNLOADS, ETCD_VERSIONS } from '@/lib/installers/kubespray/sources'
import { Checkout } from '@/lib/installers/sources/checkout'

/** The excerpts of a checkout: keys of its downloads, and blocks of its checksums and etcd versions. */
function checkout(
  keys: Record<string, string>,
  checksums: Record<string, readonly string[]> = {},
  etcd = '',
): Checkout {
  const blocks = Object.entries(checksums).map(
    ([name, versions]) =>
      [name, `${name}:\n  amd64:\n${versions.map((one) => `    ${one}: sha256:0\n`).join('')}`] as const,
  )
  return new Checkout({
    folders: [],
    files: new Set(),
    keys: new Map([[DOWNLOADS[0], new Map(Object.entries(keys))]]),
    lines: new Map(),
    blocks: new Map([
      [CHECKSUMS[0], new Map(blocks)],
      [ETCD_VERSIONS[0], new Map(etcd ? [['etcd_supported_versions', etcd]] : [])],
    ]),
  })
}

const RUNC = { runc_download_url: '{{ github_url }}/v{{ runc_version }}/runc.{{ image_arch }}' }

it.each([
  ['a literal version', '1.4.2', '{{github_url}}/v1.4.2/runc.{{image_arch}}'],
  [
    'the newest version with checksums',
    "{{ (runc_checksums['amd64'] | dict2items)[0].key }}",
    '{{github_url}}/v1.4.2/runc.{{image_arch}}',
  ],
])('a URL with %s', (_, version, url) => {
  const facts = downloadFacts(
    checkout({ ...RUNC, runc_version: version }, { runc_checksums: ['1.4.2', '1.3.0'] }),
    [],
  )
  expect(facts).toEqual([`runc=${url}`])
})

it('a version that is another variable, of which Kubernetes is open', () => {
  const keys = {
    calicoctl_download_url: 'https://example.com/{{ calico_ctl_version }}',
    calico_ctl_version: '{{ calico_version }}',
    calico_version: 'v3.25.2',
    kubeadm_download_url: 'https://dl.k8s.io/{{ kubeadm_version }}/kubeadm',
    kubeadm_version: '{{ kube_version }}',
  }
  expect(downloadFacts(checkout(keys), ['1.34'])).toEqual([
    'kubeadm=https://dl.k8s.io/{{kube_version}}/kubeadm',
    'calicoctl=https://example.com/v3.25.2',
  ])
})

it('versions that depend on the minor release of Kubernetes', () => {
  const keys = {
    etcd_download_url: 'https://example.com/etcd-{{ etcd_version }}',
    etcd_version: '{{ etcd_supported_versions[kube_major_version] }}',
    crictl_download_url: 'https://example.com/{{ crictl_version }}-{{ ansible_system | lower }}',
    crictl_version:
      "{{ (crictl_checksums['amd64'].keys() | select('version', kube_major_next_version, '<'))[0] }}",
  }
  const checksums = {
    crictl_checksums: ['1.35.0', '1.34.1', '1.34.0', '1.33.0'],
    etcd_binary_checksums: ['3.7.0', '3.6.10', '3.5.29'],
  }
  const etcd = `etcd_supported_versions:
  '1.35': "{{ (etcd_binary_checksums['amd64'].keys() | select('version', '3.7', '<'))[0] }}"
  v1.34: "v3.5.9"
`
  expect(downloadFacts(checkout(keys, checksums, etcd), ['1.34', '1.35'])).toEqual([
    'etcd@1.34=https://example.com/etcd-v3.5.9',
    'etcd@1.35=https://example.com/etcd-3.6.10',
    'crictl@1.34=https://example.com/1.34.1-linux',
    'crictl@1.35=https://example.com/1.35.0-linux',
  ])
})

it.each([
  ['{{ lookup("env", "X") }}/runc'],
  ['{{ github_url }}/{{ runc_version | regex_replace("a", "b") }}'],
  ['{{ github_url }}/{{ unknown_version }}'],
  ['{{ github_url }}/{{ runc_version'],
  ['/no/url'],
  [`{{ github_url }}/${'x'.repeat(200)}`],
])('leaves out what it does not understand: %s', (template) => {
  expect(downloadFacts(checkout({ runc_download_url: template, runc_version: '1.4.2' }), ['1.34'])).toEqual(
    [],
  )
})

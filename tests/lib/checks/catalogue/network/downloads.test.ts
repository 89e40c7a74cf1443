import { describe, expect, it } from 'vitest'
import { downloads } from '@/lib/checks/catalogue/network/downloads'
import type { HostContext } from '@/lib/checks/check-context'
import { withFacts } from '../../../installers/kubespray/facts'
import { context, host, probeResult, summarize } from '../../fixtures'
import { k3sContext, kubesprayContext } from '../../releases'

const BINARY = 'application/octet-stream'
const resultsOf = (lines: readonly string[], checkContext: HostContext) =>
  downloads.perHost?.(probeResult({ downloads: [...lines, 'complete'].join('\n') }), checkContext) ?? []

const urlsOf = (checkContext: HostContext) => {
  const variables = downloads.variables?.(checkContext) ?? {}
  return (variables.download_urls ?? '').replaceAll('{arch}', 'amd64').split(' ')
}

const worker = withFacts(
  kubesprayContext({ kube_version: '1.34.3' }),
  {
    downloads: [
      'kubelet={{dl_k8s_io_url}}/release/v{{kube_version}}/bin/linux/{{image_arch}}/kubelet',
      'runc={{github_url}}/runc.{{image_arch}}',
    ],
  },
  ['node'],
)
const KUBELET = 'https://dl.k8s.io/release/v1.34.3/bin/linux/amd64/kubelet'
const RUNC = 'https://github.com/runc.amd64'

describe('downloads of Kubespray', () => {
  it('are those of the chosen version', () => {
    expect(urlsOf(worker)).toEqual([KUBELET, RUNC])
  })

  it('pass if each file is there', () => {
    const lines = ['architecture amd64', `status 200 ${BINARY} ${KUBELET}`, `status 206 ${BINARY} ${RUNC}`]
    const servers = { 'dl.k8s.io': 'ok', 'github.com': 'ok' }
    const facts = { count: 2 }
    expect(resultsOf(lines, worker)).toEqual([{ status: 'pass', reason: 'available', facts, servers }])
  })

  it.each([
    [`status 404 - ${RUNC}`, 'missing', { status: '404' }],
    [`status 503 - ${RUNC}`, 'status', { status: '503' }],
    [`status 200 text/html ${RUNC}`, 'page', { status: '200' }],
    [`error tls - ${RUNC}`, 'unreachable', { cause: 'tls' }],
  ])('%s fails with the server, the file and the setting', (line, reason, facts) => {
    const lines = ['architecture amd64', `status 200 ${BINARY} ${KUBELET}`, line]
    const common = { server: 'github.com', url: RUNC, count: 1, setting: 'github_url', proxy: 'none' }
    expect(resultsOf(lines, worker)).toEqual([
      { status: 'fail', reason, facts: { ...common, ...facts }, servers: expect.anything() },
    ])
  })

  it.each([
    [`status 404 - ${RUNC}`, '404'],
    [`status 200 text/html ${RUNC}`, 'page'],
    [`error noRoute - ${RUNC}`, 'noRoute'],
    ['', 'untried'],
  ])('%s is the answer of its server', (line, answer) => {
    const lines = ['architecture amd64', `status 200 ${BINARY} ${KUBELET}`, line]
    expect(resultsOf(lines, worker)[0]?.servers).toEqual({ 'dl.k8s.io': 'ok', 'github.com': answer })
  })

  it('are unknown if a file was not tested, or nothing could be', () => {
    const lines = ['architecture amd64', `status 200 ${BINARY} ${KUBELET}`]
    expect(summarize(resultsOf(lines, worker))).toEqual(['unknown untried'])
    expect(summarize(resultsOf(['no program'], worker))).toEqual(['unknown unread'])
  })
})

it('a URL that is not valid is not tested', () => {
  const invalid = withFacts(
    kubesprayContext({ kube_version: '1.34.3' }),
    { downloads: ['runc=mirror/runc.{{image_arch}}'] },
    ['node'],
  )
  expect(urlsOf(invalid)).toEqual([''])
  expect(resultsOf(['architecture amd64', 'error other - mirror/runc.amd64'], invalid)).toEqual([])
})

it('a file of a URL with credentials passes if its server asks for them', () => {
  const own = withFacts(
    kubesprayContext({ kube_version: '1.34.3', github_url: 'https://user:geheim@mirror.example.com' }),
    { downloads: ['runc={{github_url}}/runc.{{image_arch}}'] },
    ['node'],
  )
  const variables = downloads.variables?.(own) ?? {}
  expect(JSON.stringify(variables)).not.toContain('geheim')
  const url = 'https://mirror.example.com/runc.amd64'
  expect(summarize(resultsOf(['architecture amd64', `status 401 - ${url}`], own))).toEqual(['pass login'])
  expect(summarize(resultsOf(['architecture amd64', `status 404 - ${url}`], own))).toEqual(['fail missing'])
})

it('k3s downloads its script and the binary for the architecture, unless it is installed offline', () => {
  const settings = { k3s_version: 'v1.31.12+k3s1' }
  const release = 'https://github.com/k3s-io/k3s/releases/download/v1.31.12%2Bk3s1'
  const lines = [
    'architecture arm64',
    'status 200 text/html https://get.k3s.io/',
    `status 200 text/plain ${release}/sha256sum-arm64.txt`,
    `status 200 ${BINARY} ${release}/k3s-arm64`,
  ]
  expect(resultsOf(lines, k3sContext(settings))).toMatchObject([{ reason: 'available', facts: { count: 3 } }])
  expect(resultsOf([], k3sContext({ ...settings, airgap_dir: '/opt/k3s' }))).toEqual([])
})

it('does not apply to a package that contains its files', () => {
  expect(resultsOf([], context(host('node1')))).toEqual([])
})

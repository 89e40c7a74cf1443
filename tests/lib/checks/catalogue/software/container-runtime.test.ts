import { expect, it } from 'vitest'
import { containerRuntime } from '@/lib/checks/catalogue/software/container-runtime'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { context, evaluate, files, probeResult } from '../../fixtures'

const NO_CRI = files({ '/etc/containerd/config.toml': ['disabled_plugins = ["cri"]'] })

it.each([
  [{}, ['pass none']],
  [{ runtime: 'docker\nlooked' }, ['warn present']],
  [{ runtime: 'dockerd\ncontainerd\ndaemon.json\nlooked' }, ['warn present', 'warn settings']],
  // A release that runs Docker does not ask containerd for it.
  [{ runtime: 'containerd\nlooked', containerd: NO_CRI }, ['warn present']],
  [{ runtime: 'docker' }, ['unknown unread']],
  [{ containerd: undefined }, ['unknown unread']],
])('%j: %j', (more, expected) => {
  expect(evaluate(containerRuntime, probeResult(more))).toEqual(expected)
})

it('is told where containerd does not serve Kubernetes, to a release that wants it', () => {
  const release = {
    ...advanced100,
    requirements: { ...advanced100.requirements, runtime: 'containerd' as const },
  }
  const its = probeResult({ runtime: 'containerd\nlooked', containerd: NO_CRI })
  expect(evaluate(containerRuntime, its, { ...context(), release })).toEqual(['warn present', 'warn cri'])
})

it('that a former run of the cluster installed is as it should be', () => {
  const where = { ...context(), ownTraces: true }
  expect(evaluate(containerRuntime, probeResult({ runtime: 'docker\ndaemon.json\nlooked' }), where)).toEqual([
    'pass none',
  ])
})

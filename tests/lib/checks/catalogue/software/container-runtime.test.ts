import { expect, it } from 'vitest'
import { containerRuntime } from '@/lib/checks/catalogue/software/container-runtime'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { context, evaluate, files, probeResult } from '../../fixtures'

const NO_CRI = files({ '/etc/containerd/config.toml': ['disabled_plugins = ["cri"]'] })

it.each([
  [{}, ['pass none']],
  [{ runtime: 'docker\ncomplete' }, ['warn present']],
  [{ runtime: 'dockerd\ncontainerd\ndaemon.json\ncomplete' }, ['warn present', 'warn settings']],
  // A release with Docker does not need containerd's CRI.
  [{ runtime: 'containerd\ncomplete', containerd: NO_CRI }, ['warn present']],
  [{ runtime: 'docker' }, ['unknown unread']],
  [{ containerd: undefined }, ['unknown unread']],
])('%j: %j', (more, expected) => {
  expect(evaluate(containerRuntime, probeResult(more))).toEqual(expected)
})

it('warns of a disabled CRI if the release uses containerd', () => {
  const release = {
    ...advanced100,
    requirements: { ...advanced100.requirements, runtime: 'containerd' as const },
  }
  const probe = probeResult({ runtime: 'containerd\ncomplete', containerd: NO_CRI })
  expect(evaluate(containerRuntime, probe, { ...context(), release })).toEqual(['warn present', 'warn cri'])
})

it('passes if an earlier run of this cluster installed it', () => {
  const checkContext = { ...context(), previouslyInstalled: true }
  expect(
    evaluate(containerRuntime, probeResult({ runtime: 'docker\ndaemon.json\ncomplete' }), checkContext),
  ).toEqual(['pass none'])
})

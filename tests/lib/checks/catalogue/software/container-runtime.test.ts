import { expect, it } from 'vitest'
import { containerRuntime } from '@/lib/checks/catalogue/software/container-runtime'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { context, evaluate, files, probeResult } from '../../fixtures'
import { k3sContext, kubesprayContext } from '../../releases'

const NO_CRI = files({ '/etc/containerd/config.toml': ['disabled_plugins = ["cri"]'] })

it.each([
  [{}, ['pass none']],
  [{ runtime: 'docker\ncomplete' }, ['warn present']],
  [{ runtime: 'dockerd\ncontainerd\ndaemon.json\ncomplete' }, ['warn present', 'warn settings']],
  // A release with Docker does not need containerd's CRI.
  [{ runtime: 'containerd\ncomplete', containerd: NO_CRI }, ['warn present']],
  [{ runtime: 'docker' }, ['unknown unread']],
  [{ masked: 'docker.service\n' }, ['unknown unread']],
  [{ runtime: 'podman\ncomplete' }, ['pass compatible']],
  [{ masked: 'containerd.service\ncomplete' }, ['pass none']],
  [{ masked: 'docker.service\ncomplete' }, ['fail masked']],
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

it.each([
  ['docker\ncontainerd\ndaemon.json\ncomplete', 'containerd', ['warn foreign']],
  ['containerd\ncomplete', 'containerd', ['warn present']],
  ['crio\ncomplete', 'crio', ['warn present']],
  ['crio\ncomplete', 'docker', ['warn foreign']],
])('Kubespray on a host with %j and the container manager %s: %j', (runtime, manager, expected) => {
  const checkContext = kubesprayContext({ container_manager: manager })
  expect(evaluate(containerRuntime, probeResult({ runtime }), checkContext)).toEqual(expected)
})

it('k3s is compatible with any runtime, since it contains its own', () => {
  const probe = probeResult({ runtime: 'docker\ndaemon.json\ncontainerd\ncomplete', containerd: NO_CRI })
  expect(evaluate(containerRuntime, probe, k3sContext())).toEqual(['pass compatible'])
})

it.each([
  [kubesprayContext({ container_manager: 'crio' }), 'crio.service', ['fail masked']],
  [kubesprayContext({ container_manager: 'crio' }), 'containerd.service', ['pass none']],
  [kubesprayContext(), 'kubelet.service', ['fail masked']],
  [k3sContext(), 'k3s-agent.service', ['fail masked']],
  [kubesprayContext({}, { previouslyInstalled: true }), 'containerd.service', ['fail masked']],
])('fails for a masked service that the installer starts (%#: %s)', (checkContext, unit, expected) => {
  expect(evaluate(containerRuntime, probeResult({ masked: `${unit}\ncomplete` }), checkContext)).toEqual(
    expected,
  )
})

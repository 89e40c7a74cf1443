import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Cluster } from '@/lib/cluster/cluster'
import { installers } from '@/lib/installers/registry'
import { LocalMachine } from '@/server/machine/local'
import { detectPackage, refuseOtherRelease } from '@/server/packages/detect'
import { type CheckoutOptions, k3sTree, kubesprayTree } from './checkout-tree'
import { commit, createRepository, git } from './git-server'
import { writeTree } from './package-tree'

const machine = new LocalMachine()
const checkout: CheckoutOptions = {
  layout: '2.28',
  version: '2.28.1',
  kubernetes: ['1.32.8', '1.31.0'],
  minors: ['1.32', '1.31'],
}
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'detect-checkout-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('a checkout is detected with its facts, and refused after they changed', async () => {
  const at = await writeTree(path.join(folder, 'kubespray'), kubesprayTree(checkout))
  const found = await detectPackage(machine, at, installers)
  expect(found).toMatchObject({
    ...{ folder: at, installer: 'kubespray', release: '2.28.1' },
    facts: { kubernetes: ['1.31.0', '1.32.8'] },
  })
  const installer: Cluster['installer'] = {
    ...{ id: 'kubespray', source: at, version: '2.28.1', mode: 'multi-node' },
    ...(found.facts && { facts: found.facts }),
  }
  await refuseOtherRelease(machine, installer)
  await writeTree(at, kubesprayTree({ ...checkout, kubernetes: ['1.32.9', '1.31.0'] }))
  await expect(refuseOtherRelease(machine, installer)).rejects.toMatchObject({
    kind: 'package-changed',
    facts: { release: '2.28.1', facts: 'kubernetes, kubernetesDefault' },
  })
  await writeTree(at, kubesprayTree({ ...checkout, version: '2.28.2' }))
  await expect(refuseOtherRelease(machine, installer)).rejects.toMatchObject({
    kind: 'package-other-release',
    facts: { release: '2.28.1', detected: '2.28.2' },
  })
})

it('a shallow clone without tags is detected, since nothing needs its history', async () => {
  const origin = await createRepository(folder, 'origin', kubesprayTree(checkout))
  await git(origin, 'tag', 'v2.28.1')
  await commit(origin)
  const at = path.join(folder, 'shallow')
  await git(folder, 'clone', '-q', '--depth', '1', '--no-tags', `file://${origin}`, at)
  expect(await git(at, 'tag')).toBe('')
  expect(await detectPackage(machine, at, installers)).toMatchObject({
    ...{ installer: 'kubespray', release: '2.28.1' },
  })
})

it('a checkout of an unsupported release is refused with the evidence, and its release cannot be named', async () => {
  const old = kubesprayTree({ ...checkout, layout: '2.22', version: '2.22.2' })
  const other = { ...k3sTree('1.2.2'), 'galaxy.yml': 'namespace: k3s\nname: other\nversion: 1.0.0\n' }
  for (const [name, tree, key] of [
    ['old', old, 'version'],
    ['other', other, 'name'],
  ] as const) {
    const at = await writeTree(path.join(folder, name), tree)
    await expect(detectPackage(machine, at, installers)).rejects.toMatchObject({
      kind: 'package-unsupported',
      evidence: expect.arrayContaining([
        expect.objectContaining({ path: 'galaxy.yml', key, matches: false }),
      ]),
    })
  }
})

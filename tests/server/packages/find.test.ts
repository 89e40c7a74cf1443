import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Installer } from '@/lib/installers/installer'
import { detectCheckout } from '@/lib/installers/k3s/detect-checkout'
import { DETECTION_SOURCES, REQUIRED_FILES } from '@/lib/installers/k3s/sources'
import { kubesphere } from '@/lib/installers/kubesphere/index'
import { LocalMachine } from '@/server/machine/local'
import { findPackages } from '@/server/packages/find'
import { k3sTree } from './checkout-tree'
import { TREE_100, TREE_UNKNOWN, type Tree, writeTree } from './package-tree'

const k3s: Installer = {
  ...kubesphere,
  id: 'k3s',
  requiredFiles: REQUIRED_FILES,
  detectionSources: DETECTION_SOURCES,
  detect: detectCheckout,
}
let home: string

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'home-'))
  vi.stubEnv('HOME', home)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(home, { recursive: true })
})

it('a search lists packages of all installers, and no other projects that have some of their files', async () => {
  const k3sFolder = await writeTree(path.join(home, 'k3s-ansible-1.2.2'), k3sTree('1.2.2'))
  const kubesphereFolder = await writeTree(path.join(home, 'kubesphere'), TREE_100)
  const unknown = await writeTree(path.join(home, 'kubesphere-9'), TREE_UNKNOWN)
  const older = await writeTree(path.join(home, 'k3s-older'), k3sTree('1.2.2'))
  await writeFile(path.join(older, 'galaxy.yml'), 'namespace: k3s\nname: orchestration\n')
  const others: Record<string, Tree> = {
    collection: { 'galaxy.yml': 'namespace: community\nname: general\nversion: 9.0.0\n' },
    project: { 'galaxy.yml': 'namespace: me\nname: site\nversion: 1.0.0\n', 'playbooks/site.yml': '' },
    role: { 'cluster.yml': '---\n' },
  }
  for (const [name, tree] of Object.entries(others)) await writeTree(path.join(home, 'ansible', name), tree)
  const { packages, unrecognized } = await findPackages(new LocalMachine(), [kubesphere, k3s])
  const here = (folder: string) => folder.startsWith(home)
  expect(packages.map(({ folder }) => folder).filter(here)).toEqual([k3sFolder, kubesphereFolder])
  expect(unrecognized.filter(here)).toEqual([older, unknown])
})

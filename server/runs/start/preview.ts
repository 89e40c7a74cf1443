/** The files as they will be written, for the review step and its downloads. */

import type { Cluster } from '@/lib/cluster/cluster'
import { toCluster } from '@/lib/cluster/to-cluster'
import { validateDraft } from '@/lib/cluster/validate-draft'
import type { FilePreview } from '@/lib/contract/socket'
import type { Installer, RenderedFile } from '@/lib/installers/installer'
import { maskFile } from '@/lib/installers/mask'
import { findInstaller, findRelease } from '@/lib/installers/registry'
import type { Engine } from '../../engine'
import { refuseForeignPackage } from '../../packages/ownership'
import { RequestFailure } from '../../request-failure'
import { readExistingFiles, renderFiles } from './write-files'

interface Preview {
  installer: Installer
  files: RenderedFile[]
  present: ReadonlyMap<string, string>
}

/**
 * Both files, masked, beside the package's present ones. Throws `problems`, `package-untrusted`, `vars-unreadable` or a
 * MachineFailure.
 */
export async function previewFiles(engine: Engine, id: string): Promise<FilePreview[]> {
  const { installer, files, present } = await preview(engine, id)
  return files.map((file) => {
    const before = present.get(file.path)
    const shown = { path: file.path, text: maskFile(file) }
    return before === undefined ? shown : { ...shown, present: installer.maskPresent(file.path, before) }
  })
}

/** One file for a download. Secrets only where they are asked for outright. */
export async function downloadFile(
  engine: Engine,
  id: string,
  path: string,
  secrets: boolean,
): Promise<string> {
  const { files } = await preview(engine, id)
  const file = files.find((candidate) => candidate.path === path)
  if (!file) throw new RequestFailure('not-found', { what: 'file', id: path })
  return secrets ? file.text : maskFile(file)
}

async function preview(engine: Engine, id: string): Promise<Preview> {
  const draft = await engine.clusters.openWithSecrets(id)
  const release = findRelease(draft.installer.release)
  const installer = findInstaller(draft.installer.release)
  const errors = validateDraft(draft, release).filter((problem) => problem.severity === 'error')
  if (!installer || errors.length > 0)
    throw new RequestFailure('problems', { count: Math.max(errors.length, 1) })
  const cluster: Cluster = toCluster(draft, release)
  const machine = await engine.machines.taskbox(cluster.taskbox)
  try {
    await refuseForeignPackage(machine, cluster.installer)
    const present = await readExistingFiles(machine, cluster.installer.package, installer)
    return { installer, files: renderFiles(installer, cluster, present), present }
  } finally {
    await machine.close()
  }
}

/** Previews the files as they will be written, for the review step and its downloads. */
import type { FilePreview } from '@/lib/contract/socket'
import type { Installer, RenderedFile } from '@/lib/installers/installer'
import { maskFile } from '@/lib/secrets/mask-file'
import { requireValid } from '../../clusters/require-valid'
import type { Engine } from '../../engine'
import { withMachine } from '../../machine/with-machine'
import { refuseOtherRelease } from '../../packages/detect'
import { refuseForeignPackage } from '../../packages/ownership'
import { RequestFailure } from '../../request-failure'
import { existingFilesOf, readExistingFiles, renderFiles } from './write-files'

interface Preview {
  installer: Installer
  files: RenderedFile[]
  existing: ReadonlyMap<string, string>
}

/**
 * Renders all files with masked secrets, next to the package's existing ones. Throws `problems`, `package-untrusted`,
 * `vars-unreadable`, as `refuseOtherRelease`, or a MachineFailure.
 */
export async function previewFiles(engine: Engine, id: string): Promise<FilePreview[]> {
  const { installer, files, existing } = await preview(engine, id)
  return files.map((file) => {
    const current = existing.get(file.path)
    const masked = { path: file.path, text: maskFile(file) }
    return current === undefined
      ? masked
      : { ...masked, present: installer.maskExistingFile(file.path, current) }
  })
}

/** Renders one file for download, with secrets only if `secrets` is set. Throws `not-found` or as `previewFiles`. */
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
  const { cluster, installer } = requireValid(await engine.clusters.openWithSecrets(id))
  return withMachine(engine.machines.taskbox(cluster.taskbox), async (machine) => {
    await refuseForeignPackage(machine, cluster.installer)
    await refuseOtherRelease(machine, cluster.installer)
    const existing = await readExistingFiles(
      machine,
      cluster.installer.source,
      existingFilesOf(installer, cluster),
    )
    return { installer, files: renderFiles(installer, cluster, existing), existing }
  })
}

import { findRelease } from '@/lib/installers/registry'
import type { RunView } from './run'

/** The arguments of the texts in `run.reasons`: why a run failed, and what its release documents. */
export function reasonFacts({
  reason = 'other',
  exitStatus = -1,
  packageFolder,
  installer: id,
  release: version,
}: Pick<RunView, 'reason' | 'exitStatus' | 'packageFolder' | 'installer' | 'release'>): Record<
  string,
  string | number
> {
  const { account = '', password = '', nodePort = '' } = findRelease({ id, version })?.console ?? {}
  return { reason, status: exitStatus, folder: packageFolder, account, password, port: String(nodePort) }
}

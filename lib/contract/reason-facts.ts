import { findRelease } from '@/lib/installers/registry'
import type { RunView } from './run'

/** The arguments of the texts in `run.reasons`: why a run failed, and what its release documents. */
export function reasonFacts({
  reason = 'other',
  exitStatus = -1,
  packageFolder,
  release,
}: Pick<RunView, 'reason' | 'exitStatus' | 'packageFolder' | 'release'>): Record<string, string | number> {
  const { account = '', password = '', nodePort = '' } = findRelease(release)?.banner ?? {}
  return { reason, status: exitStatus, folder: packageFolder, account, password, port: String(nodePort) }
}

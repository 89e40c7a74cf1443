import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import type { Cluster } from '@/lib/cluster/cluster'
import type { Draft } from '@/lib/cluster/draft/draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import type { Installer, Release } from '@/lib/installers/installer'
import { findInstaller, findRelease } from '@/lib/installers/registry'
import { RequestFailure } from '../request-failure'

interface ValidCluster {
  cluster: Cluster
  release: Release
  installer: Installer
}

/** The cluster of a draft without errors, and what installs it. Throws `problems` with the number of errors. */
export function requireValid(draft: Draft): ValidCluster {
  const release = findRelease(draft.installer, draft.settings)
  const installer = findInstaller(draft.installer.id)
  const errors = validateDraft(draft, release, CHECK_IDS).filter(({ severity }) => severity === 'error')
  if (!release || !installer || errors.length > 0)
    throw new RequestFailure('problems', { count: Math.max(1, errors.length) })
  return { cluster: toCluster(draft, release), release, installer }
}

'use client'

import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useValidation } from '@/components/wizard/draft/validation'
import { installBlocker } from '@/lib/checks/evaluate/install-gate'
import { hasEnded } from '../plays'

/** Whether an install can start, or why not. */
export type InstallReadiness = 'open' | 'problems' | 'checks' | 'running'

/** An install can start if the draft has no errors, its checks have passed and no run is active. */
export function useInstallReadiness(): InstallReadiness {
  const draft = useDraft()
  const { problems } = useValidation()
  const { checks, run } = useClusterFacts()
  if (run && !hasEnded(run.state)) return 'running'
  if (problems.some(({ severity }) => severity === 'error')) return 'problems'
  return installBlocker(checks, draft) ? 'checks' : 'open'
}

'use client'

import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useValidation } from '@/components/wizard/draft/validation'
import { installBlocker } from '@/lib/checks/evaluate/install-gate'
import { hasEnded } from '../plays'

/** Why an install cannot start now. */
export type InstallReadiness = 'open' | 'problems' | 'checks' | 'running'

/** Whether an install may start: nothing wrong, the checks passed on what the wizard says now, and none goes on. */
export function useInstallReadiness(): InstallReadiness {
  const draft = useDraft()
  const { problems } = useValidation()
  const { checks, run } = useClusterFacts()
  if (run && !hasEnded(run.state)) return 'running'
  if (problems.some(({ severity }) => severity === 'error')) return 'problems'
  return installBlocker(checks, draft) ? 'checks' : 'open'
}

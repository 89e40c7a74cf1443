'use client'

import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useValidation } from '@/components/wizard/draft/validation'
import { installBlocker } from '@/lib/checks/evaluate/install-gate'
import { CHECKED_OPERATIONS, type OperationId } from '@/lib/cluster/operations/request'
import { hasEnded } from '../plays'

/** Whether an operation can start, or why not. */
export type StartReadiness = 'open' | 'problems' | 'checks' | 'running'

/** An operation can start if the draft has no errors, no run is active, and the checks that it needs have passed. */
export function useStartReadiness(operation: OperationId = 'install'): StartReadiness {
  const draft = useDraft()
  const { problems } = useValidation()
  const { checks, run } = useClusterFacts()
  if (run && !hasEnded(run.state)) return 'running'
  if (problems.some(({ severity }) => severity === 'error')) return 'problems'
  return CHECKED_OPERATIONS.has(operation) && installBlocker(checks, draft) ? 'checks' : 'open'
}

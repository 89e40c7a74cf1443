'use client'

import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useDraft } from '@/components/wizard/draft-store'
import { useJudgement } from '@/components/wizard/judge'
import { checkObstacle } from '@/lib/checks/gate'
import { hasEnded } from './phases'

/** Why an install cannot start now. */
export type Gate = 'open' | 'problems' | 'checks' | 'running'

/** Whether an install may start: nothing wrong, the checks passed on what the wizard says now, and none goes on. */
export function useInstallGate(): Gate {
  const draft = useDraft()
  const { problems } = useJudgement()
  const { checks, run } = useClusterFacts()
  if (run && !hasEnded(run.state)) return 'running'
  if (problems.some(({ severity }) => severity === 'error')) return 'problems'
  return checkObstacle(checks, draft) ? 'checks' : 'open'
}

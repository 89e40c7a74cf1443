'use client'

import { useMemo } from 'react'
import { CONFIGURATION_STEPS } from '@/lib/cluster/draft/configuration-steps'
import type { StepCause } from '@/lib/steps/step-causes'
import type { KeyedProblem } from '../draft/validation'
import { useOpenFailures } from '../use-open-failures'
import { useVerdicts } from './verdicts'

/** What keeps the configuration steps from being done, without the failed checks and without unfinished tests. */
export function useOpenCauses(): readonly StepCause<KeyedProblem>[] {
  const verdicts = useVerdicts()
  const failures = useOpenFailures()
  return useMemo(() => {
    const failed = new Set(
      failures.flatMap(({ host, finding }) => (finding.check === 'ssh' ? [host.id] : [])),
    )
    const isListed = (cause: StepCause) =>
      'hosts' in cause && (cause.kind === 'testing' || cause.hosts.every(({ id }) => failed.has(id)))
    return CONFIGURATION_STEPS.flatMap((step) => verdicts[step].causes).filter((cause) => !isListed(cause))
  }, [verdicts, failures])
}

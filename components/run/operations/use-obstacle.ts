'use client'

import { useTranslations } from 'use-intl'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useValidation } from '@/components/wizard/draft/validation'
import { problemFacts } from '@/lib/cluster/operations/message-facts'
import type { OperationId } from '@/lib/cluster/operations/request'
import { operationProblems } from '@/lib/cluster/operations/rules'
import type { StepId } from '@/lib/steps/steps'
import { useStartReadiness } from '../install/start-readiness'
import type { ClusterOperations } from './use-cluster-operations'

/** The operations on an installed cluster. */
export type ManagedOperation = Exclude<OperationId, 'install'>

/** Why an operation is not possible now, and the step that changes it, if one does. */
export interface Obstacle {
  text: string
  step?: StepId
}

/** @param added names of the hosts that can be added */
export function useObstacle(
  id: ManagedOperation,
  { members, supported, kubernetes, upgrades }: ClusterOperations,
  added: readonly string[],
): Obstacle | undefined {
  const t = useTranslations('operations.obstacles')
  const steps = useTranslations('wizard.steps')
  const failures = useTranslations('failures.operation-refused')
  const { hosts } = useDraft()
  const { problems } = useValidation()
  const readiness = useStartReadiness(id)
  if (!supported.includes(id)) return { text: t('unsupported') }
  if (readiness === 'running') return { text: t('running') }
  // The rules for a reset are those for the cluster as a whole.
  const [problem] = operationProblems({ id: 'reset' }, { hosts, members, supported: ['reset'] })
  if (problem) {
    const facts = problemFacts(problem)
    return { text: `${failures('message', facts)} ${failures('remedy', facts)}`, step: 'hosts' }
  }
  const invalid = problems.find(({ severity }) => severity === 'error')
  if (invalid) return { text: t('problems', { step: steps(`${invalid.step}.title`) }), step: invalid.step }
  if (id === 'add-hosts' && added.length === 0) return { text: t('noHosts'), step: 'hosts' }
  if (id === 'upgrade' && upgrades.length === 0)
    return { text: t('noUpgrade', { version: kubernetes || 'none' }), step: 'installer' }
  return readiness === 'checks' ? { text: t('checks'), step: 'checks' } : undefined
}

import type { StepId } from '@/components/wizard/steps/steps'
import { stepOfCheck } from '@/lib/checks/catalogue/fixes'
import type { RunView } from '@/lib/contract/run'

/** Steps that fix known failures which no check detects, by the signature's id. */
const STEP_BY_SIGNATURE: Readonly<Record<string, StepId>> = {
  'an-inv': 'hosts',
  'an-addr': 'hosts',
  'pre-etcd': 'hosts',
  'ks-sc': 'storage',
  pvc: 'storage',
}

/** The step where a failed run can most likely be fixed: the one with the field, else the checks. */
export function stepToFix({
  diagnosis,
  relatedCheck = '',
  reason,
}: Pick<RunView, 'diagnosis' | 'relatedCheck' | 'reason'>): StepId {
  if (reason === 'storage-not-configured') return 'storage'
  return stepOfCheck(relatedCheck) ?? STEP_BY_SIGNATURE[diagnosis[0]?.id ?? ''] ?? 'checks'
}

import type { StepId } from '@/components/wizard/steps'
import { stepOfCheck } from '@/lib/checks/fixes'
import type { RunView } from '@/lib/contract/run'

/** Steps that fix known failures which no check detects, by the signature's id. */
const STEPS: Readonly<Record<string, StepId>> = {
  'an-inv': 'hosts',
  'an-addr': 'hosts',
  'pre-etcd': 'hosts',
  'ks-sc': 'storage',
  pvc: 'storage',
}

/** The step where a failed run can most likely be fixed: the one with the field, else the checks. */
export function wayBack({
  diagnosis,
  relatedCheck = '',
  reason,
}: Pick<RunView, 'diagnosis' | 'relatedCheck' | 'reason'>): StepId {
  if (reason === 'storage-not-configured') return 'storage'
  return stepOfCheck(relatedCheck) ?? STEPS[diagnosis[0]?.id ?? ''] ?? 'checks'
}

import type { StepId } from '@/components/wizard/steps'
import type { RunView } from '@/lib/contract/run'

/** Beginnings of signatures' ids and the step where their cause is mended. */
const STEPS: readonly (readonly [start: string, step: StepId])[] = [
  ['ssh-', 'hosts'],
  ['sudo-', 'hosts'],
  ['an-inv', 'hosts'],
  ['an-addr', 'hosts'],
  ['pre-host', 'hosts'],
  ['pre-ip', 'hosts'],
  ['pre-etcd', 'hosts'],
  ['ks-sc', 'storage'],
  ['pvc', 'storage'],
  ['nfs', 'storage'],
  ['rbd', 'storage'],
]

/** Where in the wizard a failed run is most likely mended: what it says, else a new look at everything. */
export function wayBack({ diagnosis, reason }: Pick<RunView, 'diagnosis' | 'reason'>): StepId {
  if (reason === 'storage-not-configured') return 'storage'
  const id = diagnosis[0]?.id ?? ''
  return STEPS.find(([start]) => id.startsWith(start))?.[1] ?? 'checks'
}

'use client'

import { useTranslations } from 'use-intl'
import { StatusBadge, type Tone } from '@/components/ui/status-badge'
import type { RunState } from '@/lib/contract/run'

/** Every state of a run and the tone it is shown in; its word is `wizard.runState.<state>`. */
export const RUN_TONES: Record<RunState, Tone> = {
  preparing: 'busy',
  starting: 'busy',
  running: 'busy',
  waiting: 'warn',
  stopping: 'busy',
  succeeded: 'ok',
  failed: 'fail',
  stopped: 'warn',
  lost: 'unknown',
}

export function RunStateBadge({ state, plain = false }: { state: RunState; plain?: boolean }) {
  const t = useTranslations('wizard.runState')
  return (
    <StatusBadge tone={RUN_TONES[state]} plain={plain}>
      {t(state)}
    </StatusBadge>
  )
}

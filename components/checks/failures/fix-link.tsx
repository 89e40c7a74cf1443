'use client'

import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { useFocusField } from '@/components/wizard/draft/focus-field'
import { type FixTarget, fixTargetOf } from '@/lib/checks/catalogue/fixes'
import type { Finding } from '@/lib/checks/catalogue/index'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import { useCheckTitle } from '../finding-text'

/** Links a finding to the field that fixes it, or to the machine on which to run its command. */
export function FixLink({
  finding,
  host,
  className,
}: {
  finding: Finding
  host: HostDraft
  className?: string
}) {
  const t = useTranslations('status.fix')
  const tField = useTranslations('checks-step')
  const focusField = useFocusField()
  const title = useCheckTitle()
  const fix = fixTargetOf(finding, host)
  const names = { check: title(finding.check), host: host.name }
  const machine = machineOf(fix)
  return (
    <Button
      size="small"
      variant="quiet"
      className={className}
      aria-label={t(machine ? `${machine}Named` : 'field', names)}
      onClick={() => focusField(fix.step, fix.key)}
    >
      {machine ? t(machine) : tField('toField')}
    </Button>
  )
}

function machineOf({ kind, step }: FixTarget): 'host' | 'taskbox' | undefined {
  if (kind === 'field') return undefined
  return step === 'installer' ? 'taskbox' : 'host'
}

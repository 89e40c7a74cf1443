'use client'

import { Waypoints } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { Segmented } from '@/components/ui/form/segmented'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { emptyBastion, routeOf, sharedBastion } from '@/lib/cluster/bastion'
import type { BastionDraft } from '@/lib/cluster/draft/draft'
import { BastionFields } from './bastion-fields'

/** The route to a machine: inherited, direct, or a custom bastion. Collapsed if no bastion is used. */
export function RouteChoice({
  bastion,
  onChange,
  base,
}: {
  bastion: BastionDraft | undefined
  onChange: (bastion: BastionDraft) => void
  /** Field key of the machine's bastion, such as `hosts.h3.bastion`. */
  base: string
}) {
  const t = useTranslations('hosts.bastion')
  const shared = sharedBastion(useDraft())
  const route = routeOf({ bastion })
  const change = (part: Partial<BastionDraft>) => onChange({ ...emptyBastion(route), ...bastion, ...part })
  if (!shared && route === 'inherit')
    return (
      <div>
        <Button size="small" icon={Waypoints} onClick={() => change({ route: 'custom' })}>
          {t('forHost')}
        </Button>
      </div>
    )
  const hint = route === 'inherit' && !shared ? 'inheritNone' : route
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div>
        <Segmented
          label={t('route')}
          value={route}
          onChange={(next) => change({ route: next })}
          options={(['inherit', 'direct', 'custom'] as const).map((value) => ({
            value,
            label: t(`routes.${value}`),
          }))}
        />
        <p className="mt-1 text-sm text-muted">
          {t(`routeHints.${hint}`, { address: shared?.address || t('none') })}
        </p>
      </div>
      {route === 'custom' && bastion && (
        <BastionFields narrow base={base} value={bastion} onChange={change} />
      )}
    </div>
  )
}

'use client'

import { Check, Minus } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import { useHostsActions } from '../hosts-context'
import { withRole } from '../table/columns'

/** A toggle for each role. A role that only some of the hosts have is mixed; pressing it gives it to all of them. */
export function BulkRoles({
  hosts,
  onChange,
}: {
  hosts: readonly HostDraft[]
  onChange: (change: (host: HostDraft) => HostDraft) => void
}) {
  const t = useTranslations('hosts')
  const { roles, roleLabel } = useHostsActions()
  return (
    <fieldset className="flex items-center gap-1">
      <legend className="sr-only">{t('fields.roles.label')}</legend>
      {roles.map((role) => {
        const count = hosts.filter((host) => host.roles.includes(role)).length
        const all = count === hosts.length
        const state = all ? true : count > 0 ? 'mixed' : false
        return (
          <button
            key={role}
            type="button"
            aria-pressed={state}
            onClick={() => onChange((host) => withRole(host, role, !all))}
            className={cx(
              'inline-flex h-7 items-center gap-1 rounded-md border px-2 text-sm',
              all ? 'border-accent bg-accent-soft font-medium text-accent' : 'border-control hover:bg-hover',
            )}
          >
            {all && <Check aria-hidden size={13} strokeWidth={2.5} />}
            {state === 'mixed' && <Minus aria-hidden size={13} strokeWidth={2.5} />}
            {roleLabel(role)}
          </button>
        )
      })}
    </fieldset>
  )
}

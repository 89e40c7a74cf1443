'use client'

import { ChevronRight } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { NOT_TESTED } from '@/components/connection-test/connection-test-store'
import { Button } from '@/components/ui/button/button'
import { cx } from '@/components/ui/cx'
import { TextField } from '@/components/ui/form/text-field'
import { useFieldTexts, useValidatedField } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { hostFieldKey } from '@/components/wizard/draft/field-key'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import { HostStatusText, NO_PROBLEMS } from './host-status-text'
import { useHostsActions, useHostsFacts } from './hosts-context'
import { useHostLabel } from './table/cells'
import { withRole } from './table/columns'

/** The hosts as cards with the essential fields, for narrow screens. The panel has the other fields. */
export function HostCards() {
  const t = useTranslations('hosts')
  const { hosts } = useDraft()
  return (
    <ul aria-label={t('caption')} className="flex flex-col gap-3">
      {hosts.map((host, index) => (
        <HostCard key={host.id} host={host} index={index} />
      ))}
    </ul>
  )
}

function HostCard({ host, index }: { host: HostDraft; index: number }) {
  const t = useTranslations('hosts')
  const { editor, openPanel, roles, roleLabel } = useHostsActions()
  const { connectionTests, problems, failures } = useHostsFacts()
  const rowName = useHostLabel()
  return (
    <li className="rounded-md border border-line bg-surface p-3">
      <fieldset>
        <legend className="sr-only">{rowName(host, index)}</legend>
        <div className="grid grid-cols-2 gap-x-3">
          <CardField host={host} field="name" />
          <CardField host={host} field="address" />
        </div>
        <div className="flex gap-1.5">
          {roles.map((role) => (
            <button
              key={role}
              type="button"
              aria-pressed={host.roles.includes(role)}
              aria-label={`${roleLabel(role)}, ${rowName(host, index)}`}
              onClick={() =>
                editor.update(host.id, { roles: withRole(host, role, !host.roles.includes(role)).roles })
              }
              className={cx(
                'h-9 flex-1 rounded-md border text-sm',
                host.roles.includes(role)
                  ? 'border-accent bg-accent-soft font-medium text-accent'
                  : 'border-control text-muted',
              )}
            >
              {roleLabel(role)}
            </button>
          ))}
        </div>
        <div className="mt-2 flex items-center justify-between gap-2">
          <HostStatusText
            test={connectionTests.get(host.id) ?? NOT_TESTED}
            problems={problems.get(host.id) ?? NO_PROBLEMS}
            failures={failures.get(host.id)?.length ?? 0}
          />
          <Button size="small" variant="quiet" onClick={() => openPanel(host.id)}>
            {host.taskbox ? t('columns.taskbox') : t('more')}
            <span className="sr-only">{rowName(host, index)}</span>
            <ChevronRight aria-hidden size={14} />
          </Button>
        </div>
      </fieldset>
    </li>
  )
}

function CardField({ host, field }: { host: HostDraft; field: 'name' | 'address' }) {
  const { editor } = useHostsActions()
  const validated = useValidatedField(hostFieldKey(host.id, field))
  const { label, placeholder } = useFieldTexts(`hosts.fields.${field}`)
  return (
    <TextField
      {...validated}
      label={label}
      {...(placeholder && { placeholder })}
      lines={1}
      mono
      value={host[field]}
      onChange={(value) => editor.update(host.id, { [field]: value }, validated.id)}
    />
  )
}

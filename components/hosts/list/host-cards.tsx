'use client'

import { ChevronRight } from 'lucide-react'
import { type Ref, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { NOT_TESTED } from '@/components/connection-test/connection-test-store'
import { Button } from '@/components/ui/button/button'
import { cx } from '@/components/ui/cx'
import { FieldMessage } from '@/components/ui/form/field'
import { TextField } from '@/components/ui/form/text-field'
import { useWindowRows } from '@/components/ui/hooks/use-window-rows'
import { useFieldTexts, useValidatedField } from '@/components/wizard/draft/draft-fields'
import { hostFieldKey } from '@/components/wizard/draft/field-key'
import { useFieldNote } from '@/components/wizard/draft/validation'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import { HostStatusText, NO_PROBLEMS } from '../host-status-text'
import { useHostsActions, useHostsFacts } from '../hosts-context'
import { cellId } from '../table/cell-keys'
import { useHostLabel } from '../table/cells'
import { withRole } from '../table/columns'
import { useRevealRow } from '../table/use-table-keys'
import type { HostList, HostRow } from './use-host-list'

/** Estimated height of a card. */
const CARD_PX = 204

/** The hosts as cards with the essential fields, for narrow screens. The panel has the other fields. */
export function HostCards({ list }: { list: HostList }) {
  const t = useTranslations('hosts')
  const ref = useRef<HTMLUListElement>(null)
  const { rows, selected, setSelection } = list
  const { parts, scrollToRow, measure } = useWindowRows({
    list: ref,
    count: rows.length,
    rowPx: CARD_PX,
    keyOf: (index) => rows[index]?.host.id ?? index,
  })
  useRevealRow(list, scrollToRow)
  const select = (id: string, on: boolean) =>
    setSelection(({ [id]: _, ...others }) => (on ? { ...others, [id]: true } : others))
  return (
    <ul ref={ref} aria-label={t('caption')}>
      {parts.map((part) => {
        if (part.kind === 'gap') return <li key={part.key} aria-hidden style={{ height: part.height }} />
        const row = rows[part.index]
        return (
          row && (
            <HostCard
              key={row.host.id}
              ref={measure}
              row={row}
              place={part.index}
              selected={selected.has(row.host.id)}
              onSelect={(on) => select(row.host.id, on)}
            />
          )
        )
      })}
    </ul>
  )
}

function HostCard({
  row: { host, index },
  place,
  selected,
  onSelect,
  ref,
}: {
  row: HostRow
  /** The position in the list, from which the height is measured. */
  place: number
  selected: boolean
  onSelect: (on: boolean) => void
  ref: Ref<HTMLLIElement>
}) {
  const t = useTranslations('hosts')
  const { openPanel } = useHostsActions()
  const { connectionTests, problems, failures } = useHostsFacts()
  const name = useHostLabel()(host, index)
  return (
    <li ref={ref} data-index={place} className="pb-3">
      <fieldset
        className={cx('rounded-md border border-line p-3', selected ? 'bg-accent-soft' : 'bg-surface')}
      >
        <legend className="sr-only">{name}</legend>
        <div className="grid grid-cols-[1fr_1fr_1.25rem] gap-x-3">
          <CardField host={host} field="name" />
          <CardField host={host} field="address" />
          <input
            type="checkbox"
            aria-label={t('bulk.select', { name })}
            checked={selected}
            onChange={(event) => onSelect(event.target.checked)}
            className="size-5 accent-(--accent-fill)"
          />
        </div>
        <CardRoles host={host} name={name} />
        <div className="mt-2 flex items-center justify-between gap-2">
          <HostStatusText
            test={connectionTests.get(host.id) ?? NOT_TESTED}
            problems={problems.get(host.id) ?? NO_PROBLEMS}
            failures={failures.get(host.id)?.length ?? 0}
          />
          <Button
            size="small"
            variant="quiet"
            id={cellId(host.id, 'state')}
            onClick={() => openPanel(host.id)}
          >
            {host.taskbox ? t('columns.taskbox') : t('more')}
            <span className="sr-only">{name}</span>
            <ChevronRight aria-hidden size={14} />
          </Button>
        </div>
      </fieldset>
    </li>
  )
}

function CardRoles({ host, name }: { host: HostDraft; name: string }) {
  const { editor, roles, roleLabel } = useHostsActions()
  const note = useFieldNote(hostFieldKey(host.id, 'roles'))
  const noteId = `${hostFieldKey(host.id, 'roles')}-note`
  return (
    <div>
      <div className="flex gap-1.5">
        {roles.map((role) => {
          const on = host.roles.includes(role)
          return (
            <button
              key={role}
              type="button"
              id={cellId(host.id, role)}
              aria-pressed={on}
              aria-label={`${roleLabel(role)}, ${name}`}
              aria-describedby={noteId}
              onClick={() => editor.update(host.id, { roles: withRole(host, role, !on).roles })}
              className={cx(
                'h-9 flex-1 rounded-md border text-sm',
                on
                  ? 'border-accent bg-accent-soft font-medium text-accent'
                  : cx('text-muted', note?.severity === 'error' ? 'border-fail' : 'border-control'),
              )}
            >
              {roleLabel(role)}
            </button>
          )
        })}
      </div>
      <FieldMessage id={noteId} note={note} lines={0} />
    </div>
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

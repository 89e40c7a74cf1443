'use client'

import { Check } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { SEVERITY_TONES, ToneIcon } from '@/components/ui/feedback/tone'
import { useValidatedField } from '@/components/wizard/draft/draft-fields'
import { hostFieldKey } from '@/components/wizard/draft/field-key'
import type { HostDraft, Role } from '@/lib/cluster/draft/draft'
import { isIpv6 } from '@/lib/network/address'
import { useHostsActions } from '../hosts-context'
import { cellId } from './cell-keys'
import { type TextColumn, withRole } from './columns'

/** The accessible label of a row. */
export function useHostLabel(): (host: HostDraft, index: number) => string {
  const t = useTranslations('hosts')
  return (host, index) => host.name || host.address || t('row', { row: index + 1 })
}

/** A text cell. Its problem is marked in the cell, described to screen readers, and shown below the table. */
export function TextCell({ host, index, column }: { host: HostDraft; index: number; column: TextColumn }) {
  const t = useTranslations('hosts')
  const { editor } = useHostsActions()
  const { note, onFocus, onBlur } = useValidatedField(hostFieldKey(host.id, column))
  const id = cellId(host.id, column)
  return (
    <div className="relative h-full">
      <input
        id={id}
        data-row={index}
        data-column={column}
        value={host[column]}
        placeholder={inheritedAddress(host, column) ?? placeholder(index, column, t('fields.ip.placeholder'))}
        aria-label={t('cell', { field: t(`fields.${column}.label`), row: index + 1 })}
        aria-invalid={note?.severity === 'error' || undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => editor.update(host.id, { [column]: event.target.value }, id)}
        onFocus={onFocus}
        onBlur={() => {
          editor.endUndoStep()
          onBlur()
        }}
        className={cx(
          'h-full w-full min-w-0 bg-transparent px-2 font-mono text-sm placeholder:text-faint focus:bg-surface focus:outline-2 focus:-outline-offset-2 focus:outline-accent',
          'aria-invalid:bg-fail-soft aria-invalid:focus:outline-fail',
          note && 'pr-6',
        )}
      />
      {note && (
        <>
          <ToneIcon
            tone={SEVERITY_TONES[note.severity]}
            size={14}
            className="pointer-events-none absolute top-1/2 right-1.5 -translate-y-1/2"
          />
          <span id={`${id}-note`} className="sr-only">
            {note.text}
          </span>
        </>
      )}
    </div>
  )
}

/** The address that an empty cell inherits. */
function inheritedAddress({ address }: HostDraft, column: TextColumn): string | undefined {
  if (address === '' || (column === 'ip6' && !isIpv6(address))) return undefined
  return column === 'ip' || column === 'ip6' ? address : undefined
}

function placeholder(index: number, column: TextColumn, sameAddress: string): string {
  if (column === 'name') return index === 0 ? 'master' : `node${index}`
  if (column === 'ip') return sameAddress
  return column === 'ip6' ? `fd00::${index + 1}` : `192.168.0.${index + 1}`
}

const CELL_BUTTON =
  'flex h-full w-full items-center justify-center hover:bg-hover focus-visible:outline-2 focus-visible:-outline-offset-2'

/** A toggle for a role. */
export function RoleCell({ host, index, role }: { host: HostDraft; index: number; role: Role }) {
  const { editor, roleLabel } = useHostsActions()
  const rowName = useHostLabel()
  const on = host.roles.includes(role)
  return (
    <button
      type="button"
      id={cellId(host.id, role)}
      data-row={index}
      data-column={role}
      aria-pressed={on}
      aria-label={`${roleLabel(role)}, ${rowName(host, index)}`}
      onClick={() => editor.update(host.id, { roles: withRole(host, role, !on).roles })}
      className={CELL_BUTTON}
    >
      <CheckMark on={on} />
    </button>
  )
}

function CheckMark({ on }: { on: boolean }) {
  return (
    <span
      className={cx(
        'flex size-5 items-center justify-center rounded-sm border',
        on ? 'border-accent-fill bg-accent-fill text-on-fill' : 'border-control bg-surface',
      )}
    >
      {on && <Check aria-hidden size={14} strokeWidth={2.5} />}
    </span>
  )
}

/** A toggle for the host that is the taskbox. */
export function TaskboxCell({ host, index }: { host: HostDraft; index: number }) {
  const t = useTranslations('hosts')
  const { editor } = useHostsActions()
  const rowName = useHostLabel()
  return (
    <button
      type="button"
      id={cellId(host.id, 'taskbox')}
      data-row={index}
      data-column="taskbox"
      aria-pressed={host.taskbox}
      aria-label={t('isTaskbox', { name: rowName(host, index) })}
      onClick={() => editor.setTaskbox(host.id, !host.taskbox)}
      className={CELL_BUTTON}
    >
      <span
        className={cx(
          'flex size-4 items-center justify-center rounded-full border',
          host.taskbox ? 'border-accent-fill bg-accent-fill' : 'border-control bg-surface',
        )}
      >
        {host.taskbox && <span className="size-1.5 rounded-full bg-on-fill" />}
      </span>
    </button>
  )
}

/** The login that a host uses. Opens the panel. */
export function LoginCell({ host, index }: { host: HostDraft; index: number }) {
  const t = useTranslations('hosts')
  const { openPanel } = useHostsActions()
  const rowName = useHostLabel()
  const loginKey = host.taskbox ? 'none' : host.sharedLogin ? 'shared' : 'own'
  return (
    <button
      type="button"
      id={cellId(host.id, 'login')}
      data-row={index}
      data-column="login"
      aria-label={t('loginOf', { name: rowName(host, index), login: t(`logins.${loginKey}`) })}
      aria-haspopup="dialog"
      onClick={() => openPanel(host.id)}
      className={cx(
        CELL_BUTTON,
        'justify-start px-2 text-sm',
        loginKey === 'own' ? 'font-medium' : 'text-muted',
      )}
    >
      <span className="truncate underline decoration-line underline-offset-2">{t(`logins.${loginKey}`)}</span>
    </button>
  )
}

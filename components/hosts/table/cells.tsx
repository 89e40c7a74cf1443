'use client'

import { Check, Trash2 } from 'lucide-react'
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import { cx } from '@/components/ui/cx'
import { SEVERITY_TONES, ToneIcon } from '@/components/ui/feedback/tone'
import type { FieldNote } from '@/components/ui/form/field'
import { useValidatedField } from '@/components/wizard/draft/draft-fields'
import { hostFieldKey } from '@/components/wizard/draft/field-key'
import { type KeyedProblem, useFieldNote } from '@/components/wizard/draft/validation'
import type { HostDraft, Role } from '@/lib/cluster/draft/draft'
import { isIpv6 } from '@/lib/network/address'
import { HostStatusText } from '../host-status-text'
import { useHostsActions } from '../hosts-context'
import { cellId } from './cell-keys'
import { type TextColumn, withRole } from './columns'

/** Cells are memoized, so that selecting all rows renders only their checkboxes. */
export interface CellProps {
  host: HostDraft
  /** The row's number in the draft, from 0. */
  index: number
  /** The row's place in the table, from 0. */
  position: number
}

/** The accessible label of a row. */
export function useHostLabel(): (host: HostDraft, index: number) => string {
  const t = useTranslations('hosts')
  return (host, index) => host.name || host.address || t('row', { row: index + 1 })
}

/** A text cell. Its problem is marked in the cell, described to screen readers, and shown by `CellTip`. */
export const TextCell = memo(function TextCell({
  host,
  index,
  position,
  column,
}: CellProps & { column: TextColumn }) {
  const t = useTranslations('hosts')
  const { editor } = useHostsActions()
  const { note, onFocus, onBlur } = useValidatedField(hostFieldKey(host.id, column))
  const id = cellId(host.id, column)
  return (
    <div className="relative h-full">
      <input
        id={id}
        data-row={position}
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
          <HiddenNote id={`${id}-note`} note={note} />
        </>
      )}
    </div>
  )
})

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
  'relative flex h-full w-full items-center justify-center hover:bg-hover focus-visible:outline-2 focus-visible:-outline-offset-2'

/** A toggle for a role. */
export const RoleCell = memo(function RoleCell({ host, index, position, role }: CellProps & { role: Role }) {
  const note = useFieldNote(hostFieldKey(host.id, 'roles'))
  const { editor, roleLabel } = useHostsActions()
  const rowName = useHostLabel()
  const on = host.roles.includes(role)
  return (
    <button
      type="button"
      id={cellId(host.id, role)}
      data-row={position}
      data-column={role}
      aria-pressed={on}
      aria-label={`${roleLabel(role)}, ${rowName(host, index)}`}
      aria-describedby={note && `${host.id}-${role}-note`}
      onClick={() => editor.update(host.id, { roles: withRole(host, role, !on).roles })}
      className={cx(CELL_BUTTON, note?.severity === 'error' && 'bg-fail-soft')}
    >
      <CheckMark on={on} note={note} />
      <HiddenNote id={`${host.id}-${role}-note`} note={note} />
    </button>
  )
})

function CheckMark({ on, note }: { on: boolean; note: FieldNote | undefined }) {
  return (
    <span
      className={cx(
        'flex size-5 items-center justify-center rounded-sm border',
        on
          ? 'border-accent-fill bg-accent-fill text-on-fill'
          : cx('bg-surface', note ? NOTE_BORDERS[note.severity] : 'border-control'),
      )}
    >
      {on && <Check aria-hidden size={14} strokeWidth={2.5} />}
    </span>
  )
}

const NOTE_BORDERS = { error: 'border-fail', warning: 'border-warn' } as const

/** The problem of a cell for screen readers. */
function HiddenNote({ id, note }: { id: string; note: FieldNote | undefined }) {
  return (
    note && (
      <span id={id} className="sr-only">
        {note.text}
      </span>
    )
  )
}

/** A toggle for the host that is the taskbox. */
export const TaskboxCell = memo(function TaskboxCell({ host, index, position }: CellProps) {
  const note = useFieldNote(hostFieldKey(host.id, 'taskbox'))
  const t = useTranslations('hosts')
  const { editor } = useHostsActions()
  const rowName = useHostLabel()
  return (
    <button
      type="button"
      id={cellId(host.id, 'taskbox')}
      data-row={position}
      data-column="taskbox"
      aria-pressed={host.taskbox}
      aria-label={t('isTaskbox', { name: rowName(host, index) })}
      aria-describedby={note && `${host.id}-taskbox-note`}
      onClick={() => editor.setTaskbox(host.id, !host.taskbox)}
      className={CELL_BUTTON}
    >
      <span
        className={cx(
          'flex size-4 items-center justify-center rounded-full border',
          host.taskbox
            ? 'border-accent-fill bg-accent-fill'
            : cx('bg-surface', note ? NOTE_BORDERS[note.severity] : 'border-control'),
        )}
      >
        {host.taskbox && <span className="size-1.5 rounded-full bg-on-fill" />}
      </span>
      <HiddenNote id={`${host.id}-taskbox-note`} note={note} />
    </button>
  )
})

/** The login that a host uses. Opens the panel. */
export const LoginCell = memo(function LoginCell({ host, index, position }: CellProps) {
  const t = useTranslations('hosts')
  const { openPanel } = useHostsActions()
  const rowName = useHostLabel()
  const loginKey = host.taskbox ? 'none' : host.sharedLogin ? 'shared' : 'own'
  return (
    <button
      type="button"
      id={cellId(host.id, 'login')}
      data-row={position}
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
})

/** The state of a host. Opens the panel. */
export const StateCell = memo(function StateCell({
  host,
  index,
  position,
  ...state
}: CellProps & { test: ConnectionTest; problems: readonly KeyedProblem[]; failures: number }) {
  const t = useTranslations('hosts')
  const { openPanel } = useHostsActions()
  const rowName = useHostLabel()
  return (
    <button
      type="button"
      id={cellId(host.id, 'state')}
      data-row={position}
      data-column="state"
      onClick={() => openPanel(host.id)}
      aria-haspopup="dialog"
      className={cx(CELL_BUTTON, 'min-w-0 justify-start px-2 text-left')}
    >
      <span className="min-w-0">
        <span className="sr-only">{t('details', { name: rowName(host, index) })}: </span>
        <HostStatusText {...state} />
      </span>
    </button>
  )
})

/** Removes a host. */
export function RemoveCell({ host, index, position, onRemove }: CellProps & { onRemove: () => void }) {
  const t = useTranslations('hosts')
  const rowName = useHostLabel()
  return (
    <button
      type="button"
      id={cellId(host.id, 'remove')}
      data-row={position}
      data-column="remove"
      aria-label={t('removeNamed', { name: rowName(host, index) })}
      title={t('remove')}
      onClick={onRemove}
      className={cx(CELL_BUTTON, 'text-muted hover:bg-fail-soft hover:text-fail')}
    >
      <Trash2 aria-hidden size={15} strokeWidth={1.75} />
    </button>
  )
}

/** Selects a host for a bulk change. Shift selects a range. */
export function SelectCell({
  host,
  index,
  position,
  checked,
  onSelect,
}: CellProps & { checked: boolean; onSelect: (event: unknown) => void }) {
  const t = useTranslations('hosts')
  const rowName = useHostLabel()
  return (
    <label className="flex h-full items-center gap-1.5 pl-2.5 hover:bg-hover">
      <input
        type="checkbox"
        id={cellId(host.id, 'select')}
        data-row={position}
        data-column="select"
        aria-label={t('bulk.select', { name: rowName(host, index) })}
        checked={checked}
        onChange={onSelect}
        className="size-4 shrink-0 accent-(--accent-fill)"
      />
      <span aria-hidden className="min-w-0 text-xs text-faint">
        {index + 1}
      </span>
    </label>
  )
}

import { type ReactNode, useId } from 'react'
import { cx } from '../cx'
import { SEVERITY_TONES, TONES, ToneIcon } from '../feedback/tone'

/** A translated error or warning about a field. */
export interface FieldNote {
  severity: 'error' | 'warning'
  text: ReactNode
}

export interface FieldProps {
  /** Id of the control; problems link to it. */
  id?: string
  label: string
  /** One short line below the control. An error replaces it, so the layout does not shift. */
  hint?: ReactNode
  note?: FieldNote | undefined
  /** A text such as "(optional)" after the label. */
  optional?: string
  /** Shows the label to screen readers only. */
  hideLabel?: boolean
  /** Lines reserved below the control for the hint or error. */
  lines?: 0 | 1 | 2
  className?: string | undefined
}

/** Attributes that link a control to its field. */
export interface ControlProps {
  id: string
  'aria-describedby': string
  'aria-invalid': true | undefined
}

/** A control with its label above and its hint or error below. */
export function Field({
  id,
  label,
  hint,
  note,
  optional,
  hideLabel = false,
  lines = 2,
  className,
  children,
}: FieldProps & { children: (control: ControlProps) => ReactNode }) {
  const generatedId = useId()
  const controlId = id ?? generatedId
  const noteId = `${controlId}-note`
  return (
    <div className={cx('flex min-w-0 flex-col', className)}>
      <label htmlFor={controlId} className={hideLabel ? 'sr-only' : 'mb-1 text-sm font-medium'}>
        {label}
        {optional && <span className="ml-1 font-normal text-faint">{optional}</span>}
      </label>
      {children({
        id: controlId,
        'aria-describedby': noteId,
        'aria-invalid': note?.severity === 'error' || undefined,
      })}
      <FieldMessage id={noteId} hint={hint} note={note} lines={lines} />
    </div>
  )
}

const LINES = { 0: '', 1: 'min-h-6 pt-1', 2: 'min-h-12 pt-1' } as const

/** The hint or error below a control. Its height is reserved, so the layout does not shift. */
export function FieldMessage({
  id,
  hint,
  note,
  lines = 2,
}: {
  id: string
  hint?: ReactNode
  note?: FieldNote | undefined
  lines?: 0 | 1 | 2
}) {
  return (
    <div id={id} className={cx(LINES[lines], 'text-sm')}>
      {note ? <NoteLine note={note} /> : hint && <span className="text-muted">{hint}</span>}
    </div>
  )
}

export function NoteLine({ note }: { note: FieldNote }) {
  const tone = SEVERITY_TONES[note.severity]
  return (
    <span className={cx('flex gap-1.5', TONES[tone].text)}>
      <ToneIcon tone={tone} size={14} className="mt-0.75" />
      <span className="min-w-0 break-words">{note.text}</span>
    </span>
  )
}

export const CONTROL =
  'w-full min-w-0 rounded-md border border-control bg-surface text-base text-ink placeholder:text-faint ' +
  'hover:border-ink focus:border-accent focus:outline-2 focus:-outline-offset-1 focus:outline-accent ' +
  'aria-invalid:border-fail aria-invalid:focus:outline-fail disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted'

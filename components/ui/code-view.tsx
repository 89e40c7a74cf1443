'use client'

import { type ReactNode, useMemo } from 'react'
import { cx } from './cx'

export type LineMark = 'same' | 'added' | 'removed'

export interface CodeLine {
  /** Number in the file; undefined for a removed line. */
  number?: number | undefined
  text: ReactNode
  mark?: LineMark
}

const MARKS: Record<LineMark, { sign: string; className: string }> = {
  same: { sign: ' ', className: '' },
  added: { sign: '+', className: 'bg-ok-soft' },
  removed: { sign: '-', className: 'bg-fail-soft' },
}

/** A scrollable region must be reachable by keyboard. */
const FOCUSABLE = { tabIndex: 0 }

/**
 * A file in a monospace font, line by line. Added and removed lines have a sign and a background. The region is
 * focusable, so it can be scrolled by keyboard.
 */
export function CodeView({
  label,
  lines,
  marks = false,
  wrap = false,
  className,
}: {
  /** Name of the region, such as `hosts.ini`. */
  label: string
  lines: readonly CodeLine[] | string
  marks?: boolean
  wrap?: boolean
  className?: string
}) {
  const rows = useMemo(
    () => (typeof lines === 'string' ? toCodeLines(lines) : lines).map((line, at) => ({ ...line, at })),
    [lines],
  )
  return (
    <section
      aria-label={label}
      {...FOCUSABLE}
      className={cx('overflow-auto rounded-md border border-line bg-sunken font-mono text-sm', className)}
    >
      <div className={cx('min-w-full py-2', !wrap && 'w-max')}>
        {rows.map((line) => (
          <Row key={line.at} line={line} marks={marks} wrap={wrap} />
        ))}
      </div>
    </section>
  )
}

function Row({ line, marks, wrap }: { line: CodeLine; marks: boolean; wrap: boolean }) {
  const { sign, className } = MARKS[line.mark ?? 'same']
  return (
    <div className={cx('flex', className)}>
      <span aria-hidden className="w-11 shrink-0 pr-3 text-right text-faint select-none">
        {line.number}
      </span>
      {marks && <span className="w-4 shrink-0 select-none">{sign}</span>}
      <span className={cx('min-w-0 pr-4', wrap ? 'break-all whitespace-pre-wrap' : 'whitespace-pre')}>
        {line.text || ' '}
      </span>
    </div>
  )
}

function toCodeLines(text: string): CodeLine[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line, at) => ({ number: at + 1, text: line }))
}

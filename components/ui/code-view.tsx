'use client'

import { type ReactNode, useMemo } from 'react'
import { cx } from './cx'

export type LineMark = 'same' | 'added' | 'removed'

export interface CodeLine {
  /** Number in the file; undefined for a line that is not in it (a removed one). */
  number?: number | undefined
  text: ReactNode
  mark?: LineMark
}

const MARKS: Record<LineMark, { sign: string; look: string }> = {
  same: { sign: ' ', look: '' },
  added: { sign: '+', look: 'bg-ok-soft' },
  removed: { sign: '-', look: 'bg-fail-soft' },
}

/** A region that scrolls must be reachable by keyboard. */
const FOCUSABLE = { tabIndex: 0 }

/**
 * A file, line by line, in the monospace face. Marks are shown by sign and ground. It takes the keyboard, so that
 * it can be scrolled without a mouse.
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
  const { sign, look } = MARKS[line.mark ?? 'same']
  return (
    <div className={cx('flex', look)}>
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

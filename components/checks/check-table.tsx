'use client'

import { ChevronRight } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { Busy, Cell } from './cell'
import { useCheckTitle } from './check-words'
import type { HostRow, Matrix } from './matrix'
import { PassingRow } from './passing-row'
import type { Expanded } from './use-expanded'
import type { Passing } from './use-passing'

/** Hosts by checks. A host opens to its findings below its row. */
export function CheckTable({
  matrix,
  passing,
  running,
  expanded,
  panel,
}: {
  matrix: Matrix
  passing: Passing
  running: boolean
  expanded: Expanded
  panel: (row: HostRow) => ReactNode
}) {
  const t = useTranslations('checkstep')
  const title = useCheckTitle()
  const columns = matrix.checks.length + 1
  return (
    <div className="overflow-x-auto rounded-md border border-line bg-surface">
      <table className="w-full min-w-5xl table-fixed border-collapse xl:min-w-0">
        <caption className="sr-only">{t('table')}</caption>
        <thead>
          <tr className="border-b border-line bg-sunken text-xs text-muted">
            <th scope="col" className="sticky left-0 z-1 w-40 bg-sunken px-3 py-2 text-left font-medium">
              {t('host')}
            </th>
            {matrix.checks.map((check) => (
              <th
                key={check}
                scope="col"
                className="px-1 py-2 text-left align-bottom font-medium break-words"
              >
                {title(check)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {passing.shown.map((row) => (
            <Fragment key={row.host.id}>
              <Row row={row} checks={matrix.checks} running={running} expanded={expanded} />
              {expanded.isOpen(row) && row.findings && (
                <tr id={panelId(row)}>
                  <td colSpan={columns} className="bg-canvas px-3 sm:pl-9">
                    {panel(row)}
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
          {passing.hidden.length > 0 && (
            <tr>
              <td colSpan={columns} className="px-3 py-1.5">
                <PassingRow passing={passing} />
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}

const panelId = (row: HostRow) => `findings.${row.host.id}`

function Row({
  row,
  checks,
  running,
  expanded,
}: {
  row: HostRow
  checks: Matrix['checks']
  running: boolean
  expanded: Expanded
}) {
  const t = useTranslations('checkstep')
  return (
    <tr className="group">
      <th scope="row" className="sticky left-0 z-1 bg-surface p-0 text-left font-normal">
        <HostButton row={row} open={expanded.isOpen(row)} onToggle={() => expanded.toggle(row)} />
      </th>
      {row.findings ? (
        checks.map((check) => (
          <td key={check} className="h-11 px-1">
            <Cell state={row.cells.get(check)} />
          </td>
        ))
      ) : (
        <td colSpan={checks.length} className="h-11 px-1 text-xs text-muted">
          {running ? <Busy /> : t('states.never')}
        </td>
      )}
    </tr>
  )
}

function HostButton({ row, open, onToggle }: { row: HostRow; open: boolean; onToggle: () => void }) {
  const { host, findings } = row
  return (
    <button
      type="button"
      disabled={!findings}
      aria-expanded={open && findings !== undefined}
      aria-controls={panelId(row)}
      onClick={onToggle}
      className="flex h-11 w-full items-center gap-2 px-3 text-left hover:bg-hover focus-visible:-outline-offset-2 disabled:cursor-default"
    >
      <ChevronRight
        aria-hidden
        size={14}
        className={cx('shrink-0 text-muted', open && 'rotate-90', !findings && 'opacity-0')}
      />
      <span className="flex min-w-0 flex-col">
        <span className="max-w-full truncate font-medium">{host.name}</span>
        <span className="max-w-full truncate font-mono text-xs text-muted">{host.address}</span>
      </span>
    </button>
  )
}

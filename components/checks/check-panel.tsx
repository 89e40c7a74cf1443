'use client'

import { RotateCw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { StatusBadge, StatusIcon } from '@/components/status/status-badge'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { CheckId } from '@/lib/checks/catalogue'
import { RESULT_STATES } from '@/lib/checks/verdict'
import { CheckSource } from './check-source'
import { useCheckTitle, useFindingWords } from './check-words'
import { FixLink } from './fix-link'
import { type CellFacts, type HostRow, isUnasked } from './matrix'
import type { Opened } from './opened'

/** More hosts than these are a number: the filter and the matrix have them all. */
const LISTED = 60

/** What one check found on all hosts, worst first. */
export function CheckPanel({
  check,
  rows,
  onOpen,
  onAgain,
  onClose,
}: {
  check: CheckId
  rows: readonly HostRow[]
  onOpen: (what: Opened) => void
  /** Undefined while checks run. */
  onAgain: (() => void) | undefined
  onClose: () => void
}) {
  const t = useTranslations('checkstep')
  const title = useCheckTitle()(check)
  const tWhy = useTranslations('checks')
  const told = rows.flatMap((row) => {
    const cell = row.cells.get(check)
    return cell ? [{ row, cell }] : []
  })
  const bad = told.filter(({ cell }) => cell.state !== 'pass').toSorted((a, b) => rank(a.cell) - rank(b.cell))
  const passing = told.length - bad.length
  return (
    <Dialog
      open
      onClose={onClose}
      shape="wideSide"
      title={title}
      text={tWhy.has(`${check}.why`) ? tWhy(`${check}.why`) : undefined}
      footer={
        <Button icon={RotateCw} disabled={!onAgain} onClick={() => onAgain?.()}>
          {t('againCheck')}
        </Button>
      }
    >
      <ul className="divide-y divide-line">
        {bad.slice(0, LISTED).map(({ row, cell }) => (
          <HostLine key={row.host.id} row={row} check={check} cell={cell} onOpen={onOpen} />
        ))}
      </ul>
      {bad.length > LISTED && (
        <p className="py-2 text-muted">{t('panel.moreHosts', { count: bad.length - LISTED })}</p>
      )}
      {passing > 0 && (
        <p className="flex items-center gap-1.5 py-2 text-muted">
          <StatusIcon status={CHECK_STATUS.pass} />
          {t('panel.passesOn', { count: passing })}
        </p>
      )}
      <CheckSource check={check} />
    </Dialog>
  )
}

const rank = ({ state }: CellFacts): number => RESULT_STATES.indexOf(state)

function HostLine({
  row: { host, findings },
  check,
  cell,
  onOpen,
}: {
  row: HostRow
  check: CheckId
  cell: CellFacts
  onOpen: (what: Opened) => void
}) {
  const words = useFindingWords()
  const finding = findings.find((one) => one.check === check)
  return (
    <li className="py-2">
      <button
        type="button"
        onClick={() => onOpen({ host: host.id, check })}
        className="flex items-baseline gap-x-3 text-left hover:underline"
      >
        <span className="font-medium">{host.name}</span>
        <StatusBadge status={CHECK_STATUS[cell.state]} plain />
        {cell.stale && <StatusBadge status={CHECK_STATUS.stale} plain />}
      </button>
      {finding && <div className="mt-0.5">{words(finding).message}</div>}
      {finding && !isUnasked(finding) && <FixLink finding={finding} host={host} className="-ml-2" />}
    </li>
  )
}

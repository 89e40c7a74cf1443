'use client'

import { RotateCw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { StatusBadge, StatusIcon } from '@/components/status/status-badge'
import { Button } from '@/components/ui/button/button'
import { Dialog } from '@/components/ui/overlay/dialog'
import { type CheckId, getCheck } from '@/lib/checks/catalogue/index'
import type { RequirementSource } from '@/lib/checks/define-check'
import { RESULT_STATES } from '@/lib/checks/evaluate/result-state'
import { FixLink } from '../failures/fix-link'
import { useCheckTitle, useFindingText } from '../finding-text'
import { type CheckCell, type HostRow, isUnreachable } from '../grid/matrix'
import type { Selection } from './selection'
import { ServerGrid } from './server-grid'

/** Hosts listed in the panel; the rest are counted. */
const MAX_LISTED = 60

/** Results of one check on all hosts, worst first. */
export function CheckPanel({
  check,
  rows,
  onOpen,
  onRerun,
  onClose,
}: {
  check: CheckId
  rows: readonly HostRow[]
  onOpen: (selection: Selection) => void
  /** Undefined during a run. */
  onRerun: (() => void) | undefined
  onClose: () => void
}) {
  const t = useTranslations('checks-step')
  const title = useCheckTitle()(check)
  const checkTexts = useTranslations('checks')
  const results = rows.flatMap((row) => {
    const cell = row.cells.get(check)
    return cell ? [{ row, cell }] : []
  })
  const notPassed = results
    .filter(({ cell }) => cell.state !== 'pass')
    .toSorted((a, b) => rank(a.cell) - rank(b.cell))
  const passing = results.length - notPassed.length
  return (
    <Dialog
      open
      onClose={onClose}
      shape="wideSide"
      title={title}
      text={checkTexts.has(`${check}.why`) ? checkTexts(`${check}.why`) : undefined}
      footer={
        <Button icon={RotateCw} disabled={!onRerun} onClick={() => onRerun?.()}>
          {t('rerunCheck')}
        </Button>
      }
    >
      <ul className="divide-y divide-line">
        {notPassed.slice(0, MAX_LISTED).map(({ row, cell }) => (
          <HostLine key={row.host.id} row={row} check={check} cell={cell} onOpen={onOpen} />
        ))}
      </ul>
      {notPassed.length > MAX_LISTED && (
        <p className="py-2 text-muted">{t('panel.moreHosts', { count: notPassed.length - MAX_LISTED })}</p>
      )}
      {passing > 0 && (
        <p className="flex items-center gap-1.5 py-2 text-muted">
          <StatusIcon status={CHECK_STATUS.pass} />
          {t('panel.passesOn', { count: passing })}
        </p>
      )}
      <ServerGrid check={check} rows={rows} />
      <CheckSource check={check} />
    </Dialog>
  )
}

const rank = ({ state }: CheckCell): number => RESULT_STATES.indexOf(state)

function HostLine({
  row: { host, findings },
  check,
  cell,
  onOpen,
}: {
  row: HostRow
  check: CheckId
  cell: CheckCell
  onOpen: (selection: Selection) => void
}) {
  const findingText = useFindingText()
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
      {finding && <div className="mt-0.5">{findingText(finding).message}</div>}
      {finding && !isUnreachable(finding) && <FixLink finding={finding} host={host} className="-ml-2" />}
    </li>
  )
}

/** Sources of a check's requirement. */
function CheckSource({ check }: { check: CheckId }) {
  const t = useTranslations('checks-step.source')
  const describeSource = (source: RequirementSource): string => {
    const [book = '', section = ''] = source.split(' ')
    const [project = '', issue = ''] = source.split('#')
    if (issue) return t('issue', { project, issue })
    return book === 'own' ? t('own') : t(book === 'faq' ? 'faq' : 'guide', { section })
  }
  const sources = getCheck(check).sources.map(describeSource)
  return (
    <p className="mt-3 border-line border-t pt-3 text-muted text-sm">
      {t('from', { sources: sources.join(t('comma')) })}
    </p>
  )
}

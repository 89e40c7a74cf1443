'use client'

import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { StatusBadge, StatusIcon } from '@/components/status/status-badge'
import { Button } from '@/components/ui/button/button'
import { Checkbox } from '@/components/ui/form/checkbox'
import { Dialog } from '@/components/ui/overlay/dialog'
import { type CheckId, getCheck } from '@/lib/checks/catalogue/index'
import type { RequirementSource } from '@/lib/checks/define-check'
import { RESULT_STATES } from '@/lib/checks/evaluate/result-state'
import { findingMessageKey } from '@/lib/checks/message-key'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import { FixLink } from '../failures/fix-link'
import { useCheckTitle, useFindingText } from '../finding-text'
import { type CheckCell, type HostRow, isUnreachable } from '../grid/matrix'
import { type HostSelection, useHostSelection } from './host-selection'
import { Remedies, type Remedy, useSharedRemedies } from './remedies'
import type { Selection } from './selection'
import { ServerGrid } from './server-grid'

/** Hosts listed in the panel; the rest are counted. */
const MAX_LISTED = 60

/** Results of one check on all hosts, worst first, with the remedy. Failures can be waived together with one reason. */
export function CheckPanel({
  check,
  rows,
  onOpen,
  onWaive,
  onRerun,
  onClose,
  children,
}: {
  check: CheckId
  rows: readonly HostRow[]
  onOpen: (selection: Selection) => void
  onWaive: (hosts: readonly HostDraft[]) => void
  /** Undefined during a run. */
  onRerun: (() => void) | undefined
  onClose: () => void
  /** A dialog on top of this one. */
  children: ReactNode
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
  const selection = useHostSelection(
    notPassed.flatMap(({ row, cell }) => (cell.state === 'fail' ? [row.host] : [])),
  )
  const remedies = useSharedRemedies(check, notPassed)
  return (
    <Dialog
      open
      onClose={onClose}
      shape="wideSide"
      title={title}
      text={checkTexts.has(`${check}.why`) ? checkTexts(`${check}.why`) : undefined}
      footer={
        <>
          {selection.hosts.length > 0 && (
            <Button
              disabled={selection.selected.length === 0}
              className="mr-auto"
              onClick={() => onWaive(selection.selected)}
            >
              {t('waiver.waiveMany', { count: selection.selected.length })}
            </Button>
          )}
          <Button icon={RotateCw} disabled={!onRerun} onClick={() => onRerun?.()}>
            {t('rerunCheck')}
          </Button>
        </>
      }
    >
      <Remedies remedies={remedies} />
      {selection.hosts.length > 1 && <SelectAllHosts selection={selection} />}
      <ul className="divide-y divide-line">
        {notPassed.slice(0, MAX_LISTED).map(({ row, cell }) => (
          <HostLine
            key={row.host.id}
            row={row}
            check={check}
            cell={cell}
            selection={cell.state === 'fail' && selection.hosts.length > 1 ? selection : undefined}
            shared={remedies}
            onOpen={onOpen}
          />
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
      {children}
    </Dialog>
  )
}

const rank = ({ state }: CheckCell): number => RESULT_STATES.indexOf(state)

function SelectAllHosts({ selection: { hosts, selected, toggleAll } }: { selection: HostSelection }) {
  const t = useTranslations('checks-step.waiver')
  const all = selected.length === hosts.length
  return (
    <div className="border-b border-line pb-2 text-sm">
      <Checkbox
        checked={all}
        indeterminate={!all && selected.length > 0}
        onChange={() => toggleAll(!all)}
        label={t('selectAll', { count: hosts.length })}
      />
    </div>
  )
}

function HostLine({
  row: { host, findings },
  check,
  cell,
  selection,
  shared,
  onOpen,
}: {
  row: HostRow
  check: CheckId
  cell: CheckCell
  /** Undefined if the host cannot be selected. */
  selection: HostSelection | undefined
  /** Remedies that the panel shows once. */
  shared: ReadonlyMap<string, Remedy>
  onOpen: (selection: Selection) => void
}) {
  const t = useTranslations('checks-step.waiver')
  const findingText = useFindingText()
  const finding = findings.find((one) => one.check === check)
  const hasOwnRemedy = finding && !shared.has(findingMessageKey(finding, 'remedy'))
  return (
    <li className="flex gap-2 py-2">
      {selection && (
        <Checkbox
          hideLabel
          label={t('select', { host: host.name })}
          checked={selection.has(host)}
          onChange={(on) => selection.toggle(host, on)}
        />
      )}
      <div className="min-w-0 flex-1">
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
        {hasOwnRemedy && <div className="mt-0.5">{findingText(finding).remedy}</div>}
        {finding && !isUnreachable(finding) && <FixLink finding={finding} host={host} className="-ml-2" />}
      </div>
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

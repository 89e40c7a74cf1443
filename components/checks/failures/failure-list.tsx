'use client'

import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { StatusIcon } from '@/components/status/status-badge'
import { sortByFixOrder } from '@/lib/checks/catalogue/fixes'
import type { OpenFailure } from '@/lib/checks/evaluate/install-gate'
import { groupBy } from '@/lib/checks/format'
import { useCheckTitle, useFindingText } from '../finding-text'

/** Checks listed; the matrix has the rest. */
const MAX_LISTED = 4
/** Host names listed per check; the rest are counted. */
const MAX_NAMES = 3

/** Failed checks, one row per check, in the order in which to fix them. */
export function FailureList({
  failures,
  opens,
  onPress,
}: {
  failures: readonly OpenFailure[]
  /** Set if a row opens a dialog; otherwise it links to a field. */
  opens?: 'dialog'
  /** @param hosts number of hosts on which the check fails */
  onPress: (first: OpenFailure, hosts: number) => void
}) {
  const t = useTranslations('checks-step.blocking')
  const groups = [...groupBy(sortByFixOrder(failures), ({ finding }) => finding.check)]
  return (
    <ul className="divide-y divide-line rounded-md border border-fail/30 bg-surface">
      {groups.slice(0, MAX_LISTED).map(([check, group]) => (
        <FailureRow key={check} group={group} opens={opens} onPress={onPress} />
      ))}
      {groups.length > MAX_LISTED && (
        <li className="px-3 py-1.5 text-muted">{t('more', { count: groups.length - MAX_LISTED })}</li>
      )}
    </ul>
  )
}

function FailureRow({
  group,
  opens,
  onPress,
}: {
  group: readonly OpenFailure[]
  opens: 'dialog' | undefined
  onPress: (first: OpenFailure, hosts: number) => void
}) {
  const t = useTranslations('checks-step')
  const title = useCheckTitle()
  const findingText = useFindingText()
  const [first] = group
  if (!first) return null
  const { finding } = first
  const names = [...new Set(group.map(({ host }) => host.name))]
  return (
    <li>
      <button
        type="button"
        aria-haspopup={opens}
        onClick={() => onPress(first, names.length)}
        className="flex w-full gap-2 px-3 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2"
      >
        <StatusIcon status={CHECK_STATUS.fail} className="mt-0.75" />
        <span className="min-w-0 flex-1 sm:truncate">
          <span className="font-medium">{title(finding.check)}</span>{' '}
          <span className="text-muted">
            {t('blocking.hosts', {
              names: names.slice(0, MAX_NAMES).join(t('listSeparator')),
              more: Math.max(0, names.length - MAX_NAMES),
            })}
          </span>
          <span className="line-clamp-2 sm:ml-2 sm:inline">{findingText(finding).message}</span>
        </span>
      </button>
    </li>
  )
}

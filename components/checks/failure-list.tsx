'use client'

import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { StatusIcon } from '@/components/status/status-badge'
import { inFixOrder } from '@/lib/checks/fixes'
import type { OpenFailure } from '@/lib/checks/gate'
import { groupBy } from '@/lib/checks/grouping'
import { useCheckTitle, useFindingWords } from './check-words'

/** With more kinds of failure than these, the matrix is the better list. */
const LISTED = 4
/** Hosts that are named. */
const NAMED = 3

/** Failed checks, a line per check, in the order in which to fix them. */
export function FailureList({
  failures,
  opens,
  onPress,
}: {
  failures: readonly OpenFailure[]
  /** What a line opens; left out: it leads to a field. */
  opens?: 'dialog'
  /** @param hosts how many hosts the check fails on */
  onPress: (first: OpenFailure, hosts: number) => void
}) {
  const t = useTranslations('checkstep.blocking')
  const groups = [...groupBy(inFixOrder(failures), ({ finding }) => finding.check)]
  return (
    <ul className="divide-y divide-line rounded-md border border-fail/30 bg-surface">
      {groups.slice(0, LISTED).map(([check, group]) => (
        <Group key={check} group={group} opens={opens} onPress={onPress} />
      ))}
      {groups.length > LISTED && (
        <li className="px-3 py-1.5 text-muted">{t('more', { count: groups.length - LISTED })}</li>
      )}
    </ul>
  )
}

function Group({
  group,
  opens,
  onPress,
}: {
  group: readonly OpenFailure[]
  opens: 'dialog' | undefined
  onPress: (first: OpenFailure, hosts: number) => void
}) {
  const t = useTranslations('checkstep')
  const title = useCheckTitle()
  const words = useFindingWords()
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
              names: names.slice(0, NAMED).join(t('listSeparator')),
              more: Math.max(0, names.length - NAMED),
            })}
          </span>
          <span className="line-clamp-2 sm:ml-2 sm:inline">{words(finding).message}</span>
        </span>
      </button>
    </li>
  )
}

'use client'

import { useTranslations } from 'use-intl'
import { ToneIcon } from '@/components/ui/status-badge'
import type { CheckId } from '@/lib/checks/catalogue'
import { useCheckTitle, useFindingWords } from './check-words'
import type { HostRow, Matrix } from './matrix'
import type { Opened } from './opened'

/** With more kinds of failure than these, the matrix is the better list. */
const LISTED = 4
/** Hosts that are named. */
const NAMED = 3

/** What stops the install, a line a check: the way from "3 fail" to what to do about it. */
export function Blocking({ matrix, onOpen }: { matrix: Matrix; onOpen: (what: Opened) => void }) {
  const t = useTranslations('checkstep.blocking')
  const groups = matrix.checks.flatMap((check) => {
    const rows = matrix.rows.filter(({ cells }) => cells.get(check)?.state === 'fail')
    return rows.length > 0 ? [{ check, rows }] : []
  })
  if (groups.length === 0) return null
  return (
    <section className="mb-4" aria-labelledby="blocking">
      <h2 id="blocking" className="mb-1.5 font-medium">
        {t('title', { count: matrix.counts.fail })}
      </h2>
      <ul className="divide-y divide-line rounded-md border border-fail/30 bg-surface">
        {groups.slice(0, LISTED).map(({ check, rows }) => (
          <Group key={check} check={check} rows={rows} onOpen={onOpen} />
        ))}
        {groups.length > LISTED && (
          <li className="px-3 py-1.5 text-muted">{t('more', { count: groups.length - LISTED })}</li>
        )}
      </ul>
    </section>
  )
}

function Group({
  check,
  rows,
  onOpen,
}: {
  check: CheckId
  rows: readonly HostRow[]
  onOpen: (what: Opened) => void
}) {
  const t = useTranslations('checkstep')
  const title = useCheckTitle()(check)
  const words = useFindingWords()
  const [first] = rows
  const finding = first?.findings.find((one) => one.check === check)
  const names = rows.slice(0, NAMED).map(({ host }) => host.name)
  return (
    <li>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => onOpen(rows.length === 1 && first ? { host: first.host.id, check } : { check })}
        className="flex w-full gap-2 px-3 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2"
      >
        <ToneIcon tone="fail" size={14} className="mt-0.75" />
        <span className="min-w-0 flex-1 sm:truncate">
          <span className="font-medium">{title}</span>{' '}
          <span className="text-muted">
            {t('blocking.hosts', {
              names: names.join(t('listSeparator')),
              more: Math.max(0, rows.length - NAMED),
            })}
          </span>
          {finding && <span className="block truncate sm:ml-2 sm:inline">{words(finding).message}</span>}
        </span>
      </button>
    </li>
  )
}

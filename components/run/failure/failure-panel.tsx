'use client'

import { ScrollText } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { CopyButton } from '@/components/ui/button/copy-button'
import { Notice } from '@/components/ui/feedback/notice'
import { operationFacts } from '@/lib/cluster/operations/message-facts'
import type { RunView } from '@/lib/contract/run'
import { type FailureGroup, groupFailures, ungroupedFailures } from '@/lib/diagnosis/failure-groups'
import { type KnownFailure, signatureTexts } from '@/lib/diagnosis/signature-texts'
import { truncateMiddle } from '@/lib/log/ansible/module-result'
import { useReasonText } from './reason-text'

/** Number of further failed tasks to list; they are mostly consequences of the first. */
const MAX_FURTHER_TASKS = 3

/** The first failure of a run: task, hosts, message, known cause and remedy, with a link to its line in the log. */
export function FailurePanel({
  view,
  actions,
  onLine,
}: {
  view: RunView
  actions?: ReactNode
  /** Jumps to a line of the log; undefined if the page shows no log. */
  onLine?: (line: number) => void
}) {
  const [first, ...further] = groupFailures(view)
  const others = ungroupedFailures(view)
  if (!first) return <RunFailure view={view} known={others} actions={actions} onLine={onLine} />
  return (
    <Notice
      tone="fail"
      title={<FailureTitle group={first} />}
      actions={
        <>
          <LineButton line={first.line} onLine={onLine} />
          {actions}
        </>
      }
    >
      <div className="flex flex-col gap-3 pt-1">
        <FailureMessage text={first.message} />
        <KnownFailures known={first.known.length > 0 ? first.known : others} />
        {further.length > 0 && <FurtherFailures groups={further} onLine={onLine} />}
      </div>
    </Notice>
  )
}

function LineButton({ line, onLine }: { line: number; onLine: ((line: number) => void) | undefined }) {
  const t = useTranslations('run.failure')
  if (!onLine) return null
  return (
    <Button icon={ScrollText} onClick={() => onLine(line)}>
      {t('show', { line })}
    </Button>
  )
}

function FailureTitle({ group: { task, hosts } }: { group: FailureGroup }) {
  const t = useTranslations('run.failure')
  return t('title', {
    task: task || t('unnamedTask'),
    host: hosts[0] ?? '',
    more: hosts.length - 1,
  })
}

/** A run that failed although no task failed. */
function RunFailure({
  view,
  known,
  actions,
  onLine,
}: {
  view: RunView
  known: readonly KnownFailure[]
  actions: ReactNode
  onLine: ((line: number) => void) | undefined
}) {
  const t = useTranslations('run.failure')
  const reason = useReasonText()(view)
  const error = view.ansibleError
  return (
    <Notice
      tone="fail"
      title={reason?.title ?? t('unknown', operationFacts(view.operation))}
      actions={
        error ? (
          <>
            <LineButton line={error.line} onLine={onLine} />
            {actions}
          </>
        ) : (
          actions
        )
      }
    >
      <div className="flex flex-col gap-3 pt-1">
        {reason && (
          <div className="max-w-3xl">
            <p>{reason.text}</p>
            {known.length === 0 && <p className="mt-1">{reason.remedy}</p>}
          </div>
        )}
        {error && <FailureMessage text={error.text} />}
        <KnownFailures known={known} />
      </div>
    </Notice>
  )
}

/** A longer message loses its middle until it is expanded: programs report their error first or last. */
const MAX_MESSAGE_CHARS = 600

export function FailureMessage({ text }: { text: string }) {
  const t = useTranslations('run.failure')
  const [isExpanded, setExpanded] = useState(false)
  if (text.trim() === '') return <p className="text-muted">{t('noMessage')}</p>
  const isLong = text.length > MAX_MESSAGE_CHARS
  return (
    <div className="flex items-start gap-1 rounded-md border border-line bg-surface py-1 pr-1 pl-2.5">
      <p className="max-h-72 min-w-0 flex-1 overflow-y-auto py-1 font-mono text-sm break-words whitespace-pre-wrap">
        {isExpanded ? text : truncateMiddle(text, MAX_MESSAGE_CHARS, 1 / 2)}
        {isLong && !isExpanded && (
          <span className="block">
            <Button size="small" variant="quiet" onClick={() => setExpanded(true)}>
              {t('whole')}
            </Button>
          </span>
        )}
      </p>
      <CopyButton text={text} label={t('message')} />
    </div>
  )
}

/** Cause and remedy of known failures. */
export function KnownFailures({ known }: { known: readonly KnownFailure[] }) {
  const tSignature = useTranslations('signatures')
  const t = useTranslations('run.failure')
  const described = known
    .map((failure) => signatureTexts(failure))
    .filter(({ cause }) => tSignature.has(cause))
  if (described.length === 0) return null
  return (
    <dl className="flex max-w-3xl flex-col gap-2">
      {described.map(({ cause, remedy, facts }) => (
        <div
          key={`${cause} ${JSON.stringify(facts)}`}
          className="grid gap-x-3 gap-y-0.5 sm:grid-cols-[5.5rem_minmax(0,1fr)]"
        >
          <dt className="text-sm font-medium sm:pt-px">{t('cause')}</dt>
          <dd className="break-words">{tSignature(cause, facts)}</dd>
          <dt className="text-sm font-medium sm:pt-px">{t('remedy')}</dt>
          <dd className="break-words">{tSignature(remedy, facts)}</dd>
        </div>
      ))}
    </dl>
  )
}

function FurtherFailures({
  groups,
  onLine,
}: {
  groups: readonly FailureGroup[]
  onLine: ((line: number) => void) | undefined
}) {
  const t = useTranslations('run.failure')
  const more = groups.length - MAX_FURTHER_TASKS
  return (
    <div>
      <p className="text-sm font-medium">{t('further')}</p>
      <ul className="mt-0.5">
        {groups.slice(0, MAX_FURTHER_TASKS).map((group) => (
          <li key={group.line} className="flex flex-wrap items-center gap-x-2">
            <span>
              <FailureTitle group={group} />
            </span>
            {onLine && (
              <Button size="small" variant="quiet" onClick={() => onLine(group.line)}>
                {t('show', { line: group.line })}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {more > 0 && <p className="text-sm text-muted">{t('more', { count: more })}</p>}
    </div>
  )
}

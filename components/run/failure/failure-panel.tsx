'use client'

import { ScrollText } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Notice } from '@/components/ui/notice'
import type { RunView } from '@/lib/contract/run'
import { type FailureGroup, groupFailures, ungroupedSignatures } from './failure-groups'
import { useReasonText } from './reason-text'

/** Further failing tasks that are named; they are mostly consequences of the first. */
const MAX_FURTHER_TASKS = 3

/** What failed, first of all: task, hosts and message, the known cause and its remedy; the log is one click away. */
export function FailurePanel({
  view,
  actions,
  onLine,
}: {
  view: RunView
  actions?: ReactNode
  /** Shows a line of the log; undefined: there is no log here. */
  onLine?: (line: number) => void
}) {
  const t = useTranslations('run.failure')
  const [first, ...further] = groupFailures(view)
  const others = ungroupedSignatures(view)
  if (!first) return <RunFailure view={view} signatures={others} actions={actions} />
  return (
    <Notice
      tone="fail"
      title={<FailureTitle group={first} />}
      actions={
        <>
          {onLine && (
            <Button icon={ScrollText} onClick={() => onLine(first.line)}>
              {t('show', { line: first.line })}
            </Button>
          )}
          {actions}
        </>
      }
    >
      <div className="flex flex-col gap-3 pt-1">
        <FailureMessage text={first.message} />
        <KnownFailures ids={first.signatures.length > 0 ? first.signatures : others} />
        {further.length > 0 && <FurtherFailures groups={further} onLine={onLine} />}
      </div>
    </Notice>
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

/** Nothing in the playbooks failed: it is the run as a whole. */
function RunFailure({
  view,
  signatures,
  actions,
}: {
  view: RunView
  signatures: readonly string[]
  actions?: ReactNode
}) {
  const t = useTranslations('run.failure')
  const words = useReasonText()(view)
  return (
    <Notice tone="fail" title={words?.title ?? t('unknown')} actions={actions}>
      <div className="flex flex-col gap-3 pt-1">
        {words && (
          <div className="max-w-3xl">
            <p>{words.text}</p>
            {signatures.length === 0 && <p className="mt-1">{words.remedy}</p>}
          </div>
        )}
        <KnownFailures ids={signatures} />
      </div>
    </Notice>
  )
}

/** A message longer than this is cut until one asks for all of it. */
const MAX_MESSAGE_CHARS = 600

export function FailureMessage({ text }: { text: string }) {
  const t = useTranslations('run.failure')
  const [all, setAll] = useState(false)
  if (text.trim() === '') return <p className="text-muted">{t('noMessage')}</p>
  const long = text.length > MAX_MESSAGE_CHARS
  return (
    <div className="flex items-start gap-1 rounded-md border border-line bg-surface py-1 pr-1 pl-2.5">
      <p className="max-h-72 min-w-0 flex-1 overflow-y-auto py-1 font-mono text-sm break-words whitespace-pre-wrap">
        {all || !long ? text : `${text.slice(0, MAX_MESSAGE_CHARS)}…`}
        {long && !all && (
          <Button size="small" look="quiet" onClick={() => setAll(true)}>
            {t('whole')}
          </Button>
        )}
      </p>
      <CopyButton text={text} label={t('message')} />
    </div>
  )
}

/** Known failures that were recognised: the cause and what to do. */
export function KnownFailures({ ids }: { ids: readonly string[] }) {
  const t = useTranslations('signatures')
  const words = useTranslations('run.failure')
  const known = ids.filter((id) => t.has(`${id}.cause`))
  if (known.length === 0) return null
  return (
    <dl className="flex max-w-3xl flex-col gap-2">
      {known.map((id) => (
        <div key={id} className="grid gap-x-3 gap-y-0.5 sm:grid-cols-[5.5rem_1fr]">
          <dt className="text-sm font-medium sm:pt-px">{words('cause')}</dt>
          <dd>{t(`${id}.cause`)}</dd>
          <dt className="text-sm font-medium sm:pt-px">{words('remedy')}</dt>
          <dd>{t(`${id}.remedy`)}</dd>
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
              <Button size="small" look="quiet" onClick={() => onLine(group.line)}>
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

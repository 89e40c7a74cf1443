'use client'

import { ScrollText } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { groupFailures, ungroupedFailures } from '@/components/run/failure/failure-groups'
import { FailureMessage, KnownFailures } from '@/components/run/failure/failure-panel'
import { LOG_STATUS } from '@/components/status/run-status'
import { Button } from '@/components/ui/button/button'
import { CodeView } from '@/components/ui/code-view'
import { Notice } from '@/components/ui/feedback/notice'
import type { Excerpt } from '@/lib/diagnosis/excerpt'
import type { ExplainedLog } from '@/lib/diagnosis/explain-log'
import type { Explanation } from '@/lib/diagnosis/explanation'
import { COUNTER_NAMES } from '@/lib/log/ansible/event'

/** The explanation of a log: how it ended, which tasks failed and why, each host's counters. */
export function LogExplanation({
  log: { explanation, excerpts },
  excerpt,
  onLine,
}: {
  log: ExplainedLog
  /** The lines around a failure, requested by `onLine`. */
  excerpt: Excerpt | undefined
  onLine: (line: number) => void
}) {
  const t = useTranslations('explain')
  const translate = useTranslations()
  const { plays, tasks, recaps, outcome, recapDiffers } = explanation
  const status = LOG_STATUS[outcome]
  return (
    <>
      <Notice tone={status.tone} shape={status.icon} live title={translate(status.title)}>
        {t('summary', { plays, tasks, recaps })}
      </Notice>
      <Failures
        explanation={explanation}
        excerpts={excerpt ? [...excerpts, excerpt] : excerpts}
        onLine={onLine}
      />
      <HostCounters explanation={explanation} />
      {recapDiffers.length > 0 && (
        <p className="text-sm text-warn">{t('recapDiffers', { names: recapDiffers.join(', ') })}</p>
      )}
    </>
  )
}

function Failures({
  explanation: { failures, diagnosis },
  excerpts,
  onLine,
}: {
  explanation: Explanation
  excerpts: readonly Excerpt[]
  onLine: (line: number) => void
}) {
  const t = useTranslations('explain')
  const translate = useTranslations('run.failure')
  const groups = groupFailures({ progress: { failures }, diagnosis })
  const others = ungroupedFailures({ progress: { failures }, diagnosis })
  const checks = [...new Set(diagnosis.flatMap(({ check }) => check ?? []))]
  return (
    <>
      {groups.map((group) => {
        const [host = ''] = group.hosts
        const title = host
          ? translate('title', {
              task: group.task || translate('unnamedTask'),
              host,
              more: group.hosts.length - 1,
            })
          : t('ansibleError')
        const excerpt = excerpts.find(({ at }) => at === group.line)
        return (
          <Notice
            key={group.line}
            tone="fail"
            title={title}
            actions={
              !excerpt && (
                <Button size="small" icon={ScrollText} onClick={() => onLine(group.line)}>
                  {t('line', { line: group.line })}
                </Button>
              )
            }
          >
            <div className="flex flex-col gap-3 pt-1">
              <FailureMessage text={group.message} />
              <KnownFailures known={group.known} />
              {excerpt && <ExcerptLines excerpt={excerpt} />}
            </div>
          </Notice>
        )
      })}
      {others.length > 0 && (
        <Notice tone="info" title={t('known')}>
          <KnownFailures known={others} />
        </Notice>
      )}
      {checks.map((check) => (
        <p key={check} className="text-sm text-muted">
          {t('seen-by', { check })}
        </p>
      ))}
    </>
  )
}

function ExcerptLines({ excerpt: { at, lines } }: { excerpt: Excerpt }) {
  const t = useTranslations('explain')
  return (
    <CodeView
      label={t('around', { line: at })}
      lines={lines.map(({ number, text }) => ({
        number,
        text: number === at ? <strong>{text}</strong> : text,
      }))}
      wrap
      className="max-h-96"
    />
  )
}

/** A scrollable region must be reachable by keyboard. */
const FOCUSABLE = { tabIndex: 0 }

function HostCounters({ explanation: { hosts } }: { explanation: Explanation }) {
  const t = useTranslations('explain')
  const names = Object.entries(hosts)
  if (names.length === 0) return null
  return (
    <section
      aria-label={t('hosts')}
      {...FOCUSABLE}
      className="overflow-x-auto rounded-md border border-line bg-surface focus-visible:-outline-offset-2"
    >
      <table className="w-full text-sm tabular-nums">
        <thead>
          <tr className="border-b border-line text-left text-muted">
            <th className="px-3 py-1.5 font-medium">{t('host')}</th>
            {COUNTER_NAMES.map((counter) => (
              <th key={counter} className="px-3 py-1.5 text-right font-medium">
                {t(`counters.${counter}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {names.map(([name, counters]) => (
            <tr key={name}>
              <th scope="row" className="px-3 py-1.5 text-left font-medium">
                {name}
              </th>
              {COUNTER_NAMES.map((counter) => (
                <td key={counter} className="px-3 py-1.5 text-right">
                  {counters[counter]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

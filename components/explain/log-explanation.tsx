'use client'

import { useTranslations } from 'use-intl'
import { LOG_STATUS } from '@/components/status/run-status'
import { Notice } from '@/components/ui/feedback/notice'
import type { Excerpt } from '@/lib/diagnosis/excerpt'
import type { ExplainedLog } from '@/lib/diagnosis/explain-log'
import type { RunExplanation } from '@/lib/diagnosis/run-explanation'
import { ExplainedFailures } from './explained-failures'
import { HostCounters } from './host-counters'
import { RecoveredText } from './recovered-text'

/** The explanation of a log: how it ended, which tasks failed and why, each host's counters; of several runs, each by itself. */
export function LogExplanation({
  log: { explanation, recovered, excerpts },
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
  const { plays, tasks, recaps, outcome, recapDiffers, missing, runs } = explanation
  const status = LOG_STATUS[outcome]
  const excerptProps = { excerpts: excerpt ? [...excerpts, excerpt] : excerpts, onLine }
  const [last, ...earlier] = runs
  return (
    <>
      <Notice tone={status.tone} shape={status.icon} live title={translate(status.title)}>
        <p>{t('summary', { plays, tasks, recaps })}</p>
        {missing.map((part) => (
          <p key={part}>{t(`missing.${part}`)}</p>
        ))}
        {last && earlier.length === 0 && <LastTask run={last} />}
      </Notice>
      <RecoveredText recovered={recovered} />
      {earlier.length > 0 ? (
        runs.map((run) => <RunSection key={run.line} run={run} {...excerptProps} />)
      ) : (
        <>
          <ExplainedFailures explanation={explanation} {...excerptProps} />
          <HostCounters hosts={explanation.hosts} label={t('hosts')} />
        </>
      )}
      {recapDiffers.length > 0 && missing.length === 0 && (
        <p className="text-sm text-warn">{t('recapDiffers', { names: recapDiffers.join(', ') })}</p>
      )}
    </>
  )
}

function RunSection({
  run,
  excerpts,
  onLine,
}: {
  run: RunExplanation
  excerpts: readonly Excerpt[]
  onLine: (line: number) => void
}) {
  const t = useTranslations('explain')
  const translate = useTranslations()
  const { line, plays, tasks, outcome } = run
  const { tone, icon, title } = LOG_STATUS[outcome]
  return (
    <section aria-label={t('run', { line })} className="flex flex-col gap-4">
      <h2 className="text-lg font-semibold">{t('run', { line })}</h2>
      <Notice tone={tone} shape={icon} title={translate(title)}>
        <p>{t('runSummary', { plays, tasks })}</p>
        <LastTask run={run} />
      </Notice>
      <ExplainedFailures explanation={run} excerpts={excerpts} onLine={onLine} />
      <HostCounters hosts={run.hosts} label={t('runHosts', { line })} />
    </section>
  )
}

/** Where a run without a recap stopped. */
function LastTask({ run: { lastTask, isInterrupted } }: { run: RunExplanation }) {
  const t = useTranslations('explain')
  if (!lastTask) return null
  const { task, line, hosts } = lastTask
  return (
    <>
      <p>{t(isInterrupted ? 'interrupted' : 'stopped', { task, line })}</p>
      {hosts.length > 0 && <p>{t('pending', { hosts: hosts.join(', ') })}</p>}
    </>
  )
}

'use client'

import { ScrollText } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { FailureMessage, KnownFailures } from '@/components/run/failure/failure-panel'
import { Button } from '@/components/ui/button/button'
import { CodeView } from '@/components/ui/code-view'
import { Notice } from '@/components/ui/feedback/notice'
import type { Excerpt } from '@/lib/diagnosis/excerpt'
import type { Explanation } from '@/lib/diagnosis/explanation'
import { type FailureGroup, groupFailures, ungroupedFailures } from '@/lib/diagnosis/failure-groups'
import { isAnsibleError } from '@/lib/diagnosis/run-findings'

/** The failed tasks of a run or of a whole log, with their causes. */
export function ExplainedFailures({
  explanation: { failures, diagnosis },
  excerpts,
  onLine,
}: {
  explanation: Pick<Explanation, 'failures' | 'diagnosis'>
  excerpts: readonly Excerpt[]
  onLine: (line: number) => void
}) {
  const t = useTranslations('explain')
  const groups = groupFailures({ progress: { failures }, diagnosis })
  const others = ungroupedFailures({ progress: { failures }, diagnosis })
  const checks = [...new Set(diagnosis.flatMap(({ check }) => check ?? []))]
  return (
    <>
      {groups.map((group) => {
        const excerpt = excerpts.find(({ at }) => at === group.line)
        return (
          <Notice
            key={group.line}
            tone="fail"
            title={<FailureTitle group={group} />}
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

function FailureTitle({ group: { hosts, task, message } }: { group: FailureGroup }) {
  const t = useTranslations('explain')
  const translate = useTranslations('run.failure')
  const [host = ''] = hosts
  if (!host) return isAnsibleError(message) ? t('ansibleError') : t('installerFailure')
  return translate('title', { task: task || translate('unnamedTask'), host, more: hosts.length - 1 })
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

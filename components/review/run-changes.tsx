'use client'

import { useEffect, useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { type RequestError, request } from '@/components/socket/request'
import { FailureNotice } from '@/components/text/failure-text'
import { Section } from '@/components/ui/layout/section'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useWizard } from '@/components/wizard/wizard-context'
import type { ResponsePayload } from '@/lib/contract/socket'
import { UnifiedDiff } from './diff-views'
import { diffRows, hasMeaningfulChanges } from './file-diff'

type Changes = NonNullable<ResponsePayload<'review.changes'>['changes']>

/** What changed in the settings since the last run. Renders nothing before the first run. */
export function RunChanges() {
  const t = useTranslations('review.changes')
  const format = useFormatter()
  const { changes, failure } = useChanges()
  if (failure) return <FailureNotice failure={failure} title={t('failed')} />
  if (!changes) return null
  const when = format.dateTime(changes.startedAt, { dateStyle: 'medium', timeStyle: 'short' })
  const rows = diffRows(changes.before, changes.after)
  return (
    <Section title={t('title')} text={t('text', { when })}>
      {hasMeaningfulChanges(rows) ? (
        <UnifiedDiff path={t('title')} rows={rows} />
      ) : (
        <p className="rounded-md border border-line bg-surface px-3 py-2 text-muted">{t('none')}</p>
      )}
    </Section>
  )
}

function useChanges(): { changes: Changes | undefined; failure: RequestError | undefined } {
  const { id, flush } = useWizard()
  const draft = useDraft()
  const [changes, setChanges] = useState<Changes>()
  const [failure, setFailure] = useState<RequestError>()
  useEffect(() => {
    if (!draft) return
    let isStale = false
    const load = async () => {
      const response = (await flush()) ? await request('review.changes', { id }) : undefined
      if (isStale || !response) return
      setChanges(response.ok ? response.value.changes : undefined)
      setFailure(response.ok ? undefined : response.failure)
    }
    void load()
    return () => {
      isStale = true
    }
  }, [id, flush, draft])
  return { changes, failure }
}

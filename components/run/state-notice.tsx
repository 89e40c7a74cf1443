'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Notice } from '@/components/ui/feedback/notice'
import { operationFacts } from '@/lib/cluster/operations/message-facts'
import type { RunView } from '@/lib/contract/run'
import { STOP_SECONDS } from '@/lib/run/state'
import { FailurePanel } from './failure/failure-panel'
import { useReasonText } from './failure/reason-text'
import { hasEnded } from './plays'
import { VerificationNotice } from './result/cluster/verification-notice'

/** A notice for each state that needs attention: a failure, a lost connection. Nothing during a normal run. */
export function StateNotice({
  view,
  actions,
  onLine,
}: {
  view: RunView
  actions: ReactNode
  onLine: (line: number) => void
}) {
  const t = useTranslations('run.notices')
  const reason = useReasonText()(view)
  const { state, warning } = view
  const facts = operationFacts(view.operation)
  if (view.attempt) return <VerificationNotice verification={view.attempt} pending />
  if (state === 'failed') return <FailurePanel view={view} actions={actions} onLine={onLine} />
  if (state === 'lost')
    return (
      <Notice tone="unknown" live title={t('lost.title')}>
        <p>{reason ? `${reason.title} ${reason.remedy}` : null}</p>
        <p>{t('lost.text')}</p>
      </Notice>
    )
  if (state === 'stopped')
    return (
      <Notice tone="warn" title={t('stopped.title', facts)} actions={actions}>
        <p>{t('stopped.text', facts)}</p>
        {view.leftRunning ? <p>{t('stopped.leftRunning', { hosts: view.leftRunning.join(', ') })}</p> : null}
      </Notice>
    )
  if (state === 'stopping')
    return (
      <Notice tone="busy" live title={t('stopping.title', facts)}>
        {t('stopping.text', { interrupt: STOP_SECONDS.interrupt, terminate: STOP_SECONDS.terminate })}
      </Notice>
    )
  if (view.verification && (state === 'running' || state === 'succeeded'))
    return <VerificationNotice verification={view.verification} pending={state === 'running'} />
  if (warning && !hasEnded(state)) {
    const key = warning === 'disk-full' ? 'diskFull' : 'logGone'
    return (
      <Notice tone="warn" live title={t(`${key}.title`)}>
        {t(`${key}.text`)}
      </Notice>
    )
  }
  if (state === 'succeeded' && view.operation.id === 'reset')
    return (
      <Notice tone="ok" title={t('reset.title')}>
        {t('reset.text')}
      </Notice>
    )
  if (state === 'succeeded') {
    const isVerified = view.console?.reachable === true
    const key = isVerified ? 'succeeded' : 'unverified'
    return (
      <Notice tone={isVerified ? 'ok' : 'warn'} title={t(`${key}.title`)}>
        {t(`${key}.text`)}
      </Notice>
    )
  }
  return null
}

'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { RequestError } from '@/components/socket/request'
import { EvidenceTable } from '@/components/text/evidence-table'
import { Notice } from '@/components/ui/feedback/notice'
import type { EvidenceRow } from '@/lib/installers/sources/evidence'

/** Translates a failure into `[message, remedy]`. */
export function useFailureText(): (failure: RequestError) => [string, string] {
  const failures = useTranslations('failures')
  const noAnswer = useTranslations('wizard.noAnswer')
  const wizard = useTranslations('wizard')
  // A failure of the bastion also names the target host.
  const withTarget = (message: string, { hop, target, reason }: RequestError['facts']) =>
    hop === 'bastion' && reason !== 'bastion'
      ? wizard('viaBastion', { message, target: target ?? '' })
      : message
  return ({ kind, facts }) =>
    kind === 'no-answer'
      ? [noAnswer('message', facts), noAnswer('remedy', facts)]
      : [withTarget(failures(`${kind}.message`, facts), facts), failures(`${kind}.remedy`, facts)]
}

/** A failure as inline text, for use below a control or in a table. */
export function FailureText({ failure }: { failure: RequestError }) {
  const [message, remedy] = useFailureText()(failure)
  return (
    <>
      {message} {remedy}
    </>
  )
}

/** A failure as a box that is announced when it appears. `title` names the attempted action. */
export function FailureNotice({
  failure,
  title,
  actions,
  className,
}: {
  failure: RequestError
  title?: ReactNode
  actions?: ReactNode
  className?: string
}) {
  const [message, remedy] = useFailureText()(failure)
  return (
    <Notice tone="fail" live title={title ?? message} actions={actions} className={className}>
      {title && <p>{message}</p>}
      <p className="text-muted">{remedy}</p>
      <EvidenceTable evidence={evidenceOf(failure)} />
    </Notice>
  )
}

/** The expected and found evidence of a refused package. */
export function evidenceOf(failure: RequestError): readonly EvidenceRow[] {
  return 'evidence' in failure ? (failure.evidence ?? []) : []
}

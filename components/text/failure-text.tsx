'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { RequestFailure } from '@/components/socket/request'
import { Notice } from '@/components/ui/notice'

/** What failed and what to do about it, in words: `[message, remedy]`. */
export function useFailureWords(): (failure: RequestFailure) => [string, string] {
  const failures = useTranslations('failures')
  const own = useTranslations('wizard.noAnswer')
  const way = useTranslations('wizard')
  // A bastion's own failure names the machine that it was on the way to.
  const onTheWay = (message: string, { hop, target, reason }: RequestFailure['facts']) =>
    hop === 'bastion' && reason !== 'bastion' ? way('viaBastion', { message, target: target ?? '' }) : message
  return ({ kind, facts }) =>
    kind === 'no-answer'
      ? [own('message', facts), own('remedy', facts)]
      : [onTheWay(failures(`${kind}.message`, facts), facts), failures(`${kind}.remedy`, facts)]
}

/** A failure on one line, for places under a control or in a table. */
export function FailureText({ failure }: { failure: RequestFailure }) {
  const [message, remedy] = useFailureWords()(failure)
  return (
    <>
      {message} {remedy}
    </>
  )
}

/** A failure as a box that is read out when it appears. `title` names what was tried. */
export function FailureNotice({
  failure,
  title,
  actions,
  className,
}: {
  failure: RequestFailure
  title?: ReactNode
  actions?: ReactNode
  className?: string
}) {
  const [message, remedy] = useFailureWords()(failure)
  return (
    <Notice tone="fail" live title={title ?? message} actions={actions} className={className}>
      {title && <p>{message}</p>}
      <p className="text-muted">{remedy}</p>
    </Notice>
  )
}

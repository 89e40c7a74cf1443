/**
 * A run's page before anything of the run is known but the end of its log: where the log will stand, so that little
 * moves once the rest is there.
 */
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { Skeleton } from '@/components/ui/skeleton'
import type { EarlyLines } from '@/lib/contract/log'
import { cut, Pieces } from './log/log-row'
import { coloured } from './log/log-source'
import { lineSpans } from './log/spans'

/** Of the phases and the log, where the two stand side by side. */
export const HEIGHT = 'lg:h-[max(26rem,calc(100dvh-24rem))]'

/** The whole of the step, as its frame will draw it. */
export function EarlyStep({ early }: { early: EarlyLines }) {
  const t = useTranslations('wizard.steps.install')
  return (
    <div className="px-4 pt-5 pb-8 sm:px-6">
      <h1 className="text-xl font-semibold">{t('title')}</h1>
      <p className="mt-1 mb-5 max-w-2xl text-muted">{t('lead')}</p>
      <EarlyRun early={early} />
    </div>
  )
}

export function EarlyRun({ early }: { early: EarlyLines }) {
  return (
    <div className="flex flex-col gap-4">
      <Skeleton className="h-7 w-full" />
      <Skeleton className="h-20 w-full" />
      <div className={cx('grid gap-4 lg:grid-cols-[17rem_minmax(0,1fr)]', HEIGHT)}>
        <Skeleton className="h-80 w-full lg:h-full" />
        <Lines early={early} />
      </div>
    </div>
  )
}

/** Its end is in sight. */
function Lines({ early: { window } }: { early: EarlyLines }) {
  const t = useTranslations('run.log')
  return (
    <section
      aria-label={t('label')}
      className="flex h-[75dvh] min-h-0 flex-col justify-end overflow-hidden rounded-md border border-line bg-sunken font-mono text-sm lg:h-auto"
    >
      <ol aria-label={t('lines')}>
        {coloured(window).map(({ raw, colours }, at) => {
          const number = window.from + at + 1
          return (
            <li key={number} className="flex min-h-5">
              <a
                href={`#L${number}`}
                aria-label={t('lineLink', { line: number })}
                className="shrink-0 pr-3 pl-1 text-right text-faint no-underline"
                style={{ width: `${Math.max(4, String(window.end.lines).length) + 5}ch` }}
              >
                {number}
              </a>
              <span data-text className="min-w-0 break-all whitespace-pre-wrap">
                <Pieces spans={cut(lineSpans(raw, colours), 0, Number.POSITIVE_INFINITY)} query="" />
              </span>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

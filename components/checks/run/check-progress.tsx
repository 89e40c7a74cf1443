'use client'

import { useTranslations } from 'use-intl'
import { Progress } from '@/components/ui/progress'
import type { BusyHost, ChecksProgress, ChecksView } from '@/lib/contract/checks'
import type { Matrix } from '../grid/matrix'
import { useFormatSeconds } from '../host-check-status'
import { useServerNow } from './server-clock'

/** Names that are told at once; of more the number is. */
const MAX_NAMES = 3
/** Who has been waited for so long is named with its time-out. */
const SLOW_MS = 5_000

/** How far a round is: who is asked, how many are done, what is left by what was measured, and who keeps it waiting. */
export function CheckProgress({
  view,
  progress,
  matrix,
}: {
  view: ChecksView
  progress: ChecksProgress
  matrix: Matrix
}) {
  const t = useTranslations('checkstep')
  const now = useServerNow()
  const { done, hosts, busy } = progress
  const names = new Map(matrix.rows.map(({ host }) => [host.id, host.name]))
  const asked = busy.flatMap(({ host }) => names.get(host) ?? [])
  const slow = busy.filter(({ since }) => now - since >= SLOW_MS)
  const label =
    asked.length > 0
      ? t('checking', {
          names: asked.slice(0, MAX_NAMES).join(t('listSeparator')),
          more: Math.max(0, asked.length - MAX_NAMES),
        })
      : t(done < hosts.length ? 'starting' : 'comparing')
  return (
    <div className="flex max-w-3xl flex-col gap-1.5">
      <Progress
        label={label}
        value={done}
        max={Math.max(hosts.length, 1)}
        text={<RemainingTime view={view} progress={progress} />}
      />
      {slow.slice(0, MAX_NAMES).map((one) => (
        <SlowHost key={one.host} busy={one} name={names.get(one.host) ?? one.host} now={now} />
      ))}
      {slow.length > MAX_NAMES && (
        <p className="text-sm text-muted">{t('slowMore', { count: slow.length - MAX_NAMES })}</p>
      )}
    </div>
  )
}

function RemainingTime({ view, progress }: { view: ChecksView; progress: ChecksProgress }) {
  const t = useTranslations('checkstep')
  const seconds = useFormatSeconds()
  const now = useServerNow()
  const { done, hosts, remaining } = progress
  // The estimate was made when the server told it, and time has gone on since.
  const left = remaining && remaining.ms - (now - view.now)
  return (
    <span className="tabular-nums">
      {t('doneOf', { done, total: hosts.length })}
      {remaining && left !== undefined && left > 0 && (
        <> · {t(`timeLeft.${remaining.by}`, { time: seconds(Math.max(1000, left)) })}</>
      )}
    </span>
  )
}

function SlowHost({ busy, name, now }: { busy: BusyHost; name: string; now: number }) {
  const t = useTranslations('checkstep')
  const seconds = useFormatSeconds()
  return (
    <p className="text-sm text-warn tabular-nums">
      {t('slow', {
        host: name,
        stage: t(`stages.${busy.stage}`),
        waited: seconds(now - busy.since),
        within: seconds(busy.withinMs),
      })}
    </p>
  )
}

'use client'

import { useTranslations } from 'use-intl'
import { Progress } from '@/components/ui/feedback/progress'
import type { BusyHost, ChecksProgress, ChecksView } from '@/lib/contract/checks'
import type { Matrix } from '../grid/matrix'
import { useFormatSeconds } from '../host-check-status'
import { useServerNow } from './server-clock'

/** Names listed at once; the rest are counted. */
const MAX_NAMES = 3
/** After this time a busy host is listed with its timeout. */
const SLOW_MS = 5_000

/** Progress of a check run: current hosts, number of finished hosts, remaining time and slow hosts. */
export function CheckProgress({
  view,
  progress,
  matrix,
}: {
  view: ChecksView
  progress: ChecksProgress
  matrix: Matrix
}) {
  const t = useTranslations('checks-step')
  const now = useServerNow()
  const { done, hosts, busy } = progress
  const names = new Map(matrix.rows.map(({ host }) => [host.id, host.name]))
  const busyNames = busy.flatMap(({ host }) => names.get(host) ?? [])
  const slow = busy.filter(({ since }) => now - since >= SLOW_MS)
  const label =
    busyNames.length > 0
      ? t('checking', {
          names: busyNames.slice(0, MAX_NAMES).join(t('listSeparator')),
          more: Math.max(0, busyNames.length - MAX_NAMES),
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
      {slow.slice(0, MAX_NAMES).map((slowHost) => (
        <SlowHost
          key={slowHost.host}
          busy={slowHost}
          name={names.get(slowHost.host) ?? slowHost.host}
          now={now}
        />
      ))}
      {slow.length > MAX_NAMES && (
        <p className="text-sm text-muted">{t('slowMore', { count: slow.length - MAX_NAMES })}</p>
      )}
    </div>
  )
}

function RemainingTime({ view, progress }: { view: ChecksView; progress: ChecksProgress }) {
  const t = useTranslations('checks-step')
  const formatSeconds = useFormatSeconds()
  const now = useServerNow()
  const { done, hosts, remaining } = progress
  // The estimate dates from the server's last message; subtract the time since then.
  const remainingMs = remaining && remaining.ms - (now - view.now)
  return (
    <span className="tabular-nums">
      {t('doneOf', { done, total: hosts.length })}
      {remaining && remainingMs !== undefined && remainingMs > 0 && (
        <> · {t(`timeLeft.${remaining.by}`, { time: formatSeconds(Math.max(1000, remainingMs)) })}</>
      )}
    </span>
  )
}

function SlowHost({ busy, name, now }: { busy: BusyHost; name: string; now: number }) {
  const t = useTranslations('checks-step')
  const formatSeconds = useFormatSeconds()
  return (
    <p className="text-sm text-warn tabular-nums">
      {t('slow', {
        host: name,
        stage: t(`stages.${busy.stage}`),
        waited: formatSeconds(now - busy.since),
        within: formatSeconds(busy.timeoutMs),
      })}
    </p>
  )
}

'use client'

import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { HOST_RUN_STATUS, type HostRunState } from '@/components/status/host-status'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import { cx } from '@/components/ui/cx'
import { TONES, ToneIcon } from '@/components/ui/feedback/tone'
import type { RunView } from '@/lib/contract/run'
import type { HostProgress } from '@/lib/run/progress/progress'
import { hasEnded } from './plays'

/** With more hosts than these, each is reduced to one line. */
const MAX_FULL_CARDS = 8
/** Ansible's name for the machine that it runs on. */
const LOCALHOST = 'localhost'
const NO_BREAK = '\u00a0'
const VISIBLE_COUNTERS = ['ok', 'changed', 'failed', 'unreachable', 'ignored', 'rescued'] as const

/** Every host with its current state or outcome, and its counters. Tasks of the taskbox itself have a card of their own. */
export function HostsProgress({ view }: { view: RunView }) {
  const t = useTranslations('run.hosts')
  const { hosts, recapDiffers, retrying } = view.progress
  const names = [...new Set([...view.hostNames, ...Object.keys(hosts)])]
  const compact = names.length > MAX_FULL_CARDS
  const label = (name: string) => (name === LOCALHOST && !view.hostNames.includes(name) ? t('taskbox') : name)
  return (
    <div>
      <ul
        className={cx(
          'grid gap-2',
          compact
            ? 'max-h-44 grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-y-1 overflow-y-auto'
            : 'sm:grid-cols-[repeat(auto-fit,minmax(14rem,1fr))]',
        )}
      >
        {names.map((name) => (
          <HostCard
            key={name}
            name={label(name)}
            compact={compact}
            state={stateOf(hosts[name], view)}
            counts={countsText(hosts[name], t)}
            task={hosts[name]?.task ?? ''}
            retriesLeft={retrying?.host === name ? retrying.retriesLeft : undefined}
          />
        ))}
      </ul>
      {recapDiffers.length > 0 && (
        <p className="mt-2 flex gap-1.5 text-sm text-warn">
          <ToneIcon tone="warn" size={14} className="mt-0.75" />
          {t('recapDiffers', { names: recapDiffers.join(', '), count: recapDiffers.length })}
        </p>
      )}
    </div>
  )
}

/** The current state of a host; after the end of the run, its outcome. */
function stateOf(host: HostProgress | undefined, { state }: RunView): HostRunState {
  if (!hasEnded(state)) return host?.state ?? 'idle'
  if (!host) return 'unused'
  if (host.counters.unreachable > 0) return 'unreachable'
  if (host.counters.failed > 0) return 'failed'
  if (host.counters.ok === 0) return 'unused'
  return state === 'succeeded' ? 'done' : 'unfinished'
}

function countsText(
  host: HostProgress | undefined,
  t: (key: string, values: { count: number }) => string,
): string {
  if (!host) return ''
  const { counters } = host
  // Lines may break between the counts only.
  return VISIBLE_COUNTERS.filter((kind) => counters[kind] > 0 || kind === 'ok')
    .map((kind) => t(`counts.${kind}`, { count: counters[kind] }).replaceAll(' ', NO_BREAK))
    .join(`${NO_BREAK}· `)
}

const HostCard = memo(function Host({
  name,
  compact,
  state,
  counts,
  task,
  retriesLeft,
}: {
  name: string
  compact: boolean
  state: HostRunState
  counts: string
  task: string
  retriesLeft: number | undefined
}) {
  const t = useTranslations('run.hosts')
  const status = HOST_RUN_STATUS[state]
  const { title, help } = useStatusText()(status)
  return (
    <li
      className={cx(
        'min-w-0 rounded-md border border-line bg-surface',
        compact ? 'flex items-baseline gap-2 px-2 py-1' : 'px-3 py-2',
      )}
    >
      <p className="flex min-w-0 items-baseline gap-1.5">
        <StatusIcon status={status} className="translate-y-0.5" />
        <span className="min-w-0 truncate font-medium">{name}</span>
        <span title={help} className={cx('ml-auto shrink-0 text-sm', TONES[status.tone].text)}>
          {retriesLeft === undefined ? title : t('retries', { left: retriesLeft })}
        </span>
      </p>
      {compact ? (
        <span className="ml-auto truncate text-xs text-muted">{counts}</span>
      ) : (
        <>
          <p className="mt-0.5 min-h-5 text-sm text-muted">{counts}</p>
          {state !== 'done' && (
            <p className="h-5 truncate text-sm text-muted" title={task}>
              {task}
            </p>
          )}
        </>
      )}
    </li>
  )
})

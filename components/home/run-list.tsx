'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { RunBadge } from '@/components/status/run-badge'
import { LocalTime } from '@/components/text/local-time'
import type { RunSummary } from '@/lib/contract/run'
import type { ClusterSummary } from '@/lib/contract/socket'

const MAX_RUNS = 10

/** The latest runs of all clusters. */
export function RunList({
  runs,
  clusters,
}: {
  runs: readonly RunSummary[]
  clusters: readonly ClusterSummary[]
}) {
  const t = useTranslations('home.runs')
  const known = new Set(clusters.map(({ id }) => id))
  return (
    <section aria-labelledby="runs">
      <h2 id="runs" className="mb-2 text-lg font-semibold">
        {t('title')}
      </h2>
      <ul className="divide-y divide-line rounded-md border border-line bg-surface">
        {runs.slice(0, MAX_RUNS).map((run) => (
          <Row key={run.id} run={run} linked={known.has(run.clusterId)} />
        ))}
      </ul>
    </section>
  )
}

function Row({ run, linked }: { run: RunSummary; linked: boolean }) {
  const t = useTranslations('home.runs')
  const name = run.clusterName || t('unnamed')
  const minutes =
    run.endedAt === undefined ? undefined : Math.max(1, Math.round((run.endedAt - run.startedAt) / 60_000))
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2 hover:bg-hover sm:px-4">
      {linked ? (
        <Link
          href={`/clusters/${run.clusterId}/install?run=${run.id}`}
          prefetch={false}
          className="min-w-0 flex-1 basis-40 truncate after:absolute after:inset-0 after:content-['']"
        >
          {name}
        </Link>
      ) : (
        <span className="min-w-0 flex-1 basis-40 truncate">{name}</span>
      )}
      <span className="text-sm text-muted">
        <LocalTime at={run.startedAt} />
        {minutes !== undefined && ` · ${t('minutes', { minutes })}`}
      </span>
      <RunBadge run={run} />
    </li>
  )
}

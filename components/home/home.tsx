'use client'

import { FileSearch, type LucideIcon, ShieldCheck } from 'lucide-react'
import Link from 'next/link'
import { useCallback, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Brand } from '@/components/app-shell/brand'
import { ConnectionBadge } from '@/components/app-shell/connection-badge'
import { Preferences } from '@/components/app-shell/preferences'
import type { Theme } from '@/components/app-shell/theme'
import { type RequestError, request } from '@/components/socket/request'
import { useOnConnect, useServerEvent } from '@/components/socket/use-connection'
import { FailureNotice } from '@/components/text/failure-text'
import { EmptyState } from '@/components/ui/feedback/empty-state'
import { Skeleton } from '@/components/ui/feedback/skeleton'
import type { ResponsePayload } from '@/lib/contract/socket'
import { ClusterList } from './cluster-list'
import { NewCluster } from './new-cluster'
import { replaceRun } from './replace-run'
import { RunList } from './run-list'

type Listing = ResponsePayload<'clusters.list'>

/** The home page: clusters, recent runs, and the creation of clusters. */
export function Home({ theme }: { theme: Theme }) {
  const t = useTranslations('home')
  const [listing, setListing] = useState<Listing>()
  const [failure, setFailure] = useState<RequestError>()
  const load = useCallback(async () => {
    const response = await request('clusters.list', { verdicts: true })
    setFailure(response.ok ? undefined : response.failure)
    if (response.ok) setListing(response.value)
  }, [])
  useOnConnect(load)
  useServerEvent('runs.changed', ({ run }) => {
    if (listing?.runs.some(({ id }) => id === run.id)) setListing(replaceRun(listing, run))
    else void load()
  })
  const practice = listing?.practice ?? []

  return (
    <div className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-10 flex h-(--header-height) items-center gap-4 border-b border-line bg-surface px-3 sm:px-4">
        <Brand label={t('title')} />
        <div className="ml-auto flex items-center gap-4">
          <ConnectionBadge />
          <HeaderLink href="/explain" icon={FileSearch} text={t('explain')} />
          <HeaderLink href="/security" icon={ShieldCheck} text={t('access')} />
          <Preferences theme={theme} />
        </div>
      </header>
      <main className="mx-auto flex w-full max-w-5xl flex-col gap-8 px-4 py-8 sm:px-6">
        <div className="flex flex-wrap items-end justify-between gap-4">
          <div className="min-w-0 flex-1 basis-80">
            <h1 className="text-xl font-semibold">{t('heading')}</h1>
            <p className="mt-1 max-w-2xl text-muted">{t('lead')}</p>
          </div>
          <NewCluster practice={practice} />
        </div>
        {failure && <FailureNotice failure={failure} title={t('notListed')} />}
        {!listing && !failure && (
          <div role="status">
            <span className="sr-only">{t('listing')}</span>
            <Skeleton className="h-40 w-full" />
          </div>
        )}
        {listing && listing.clusters.length > 0 && (
          <ClusterList clusters={listing.clusters} onChanged={load} />
        )}
        {listing?.clusters.length === 0 && <EmptyHome practice={practice.length > 0} />}
        {listing && listing.runs.length > 0 && <RunList runs={listing.runs} clusters={listing.clusters} />}
      </main>
    </div>
  )
}

function HeaderLink({ href, icon: Icon, text }: { href: string; icon: LucideIcon; text: string }) {
  return (
    <Link
      href={href}
      prefetch={false}
      aria-label={text}
      className="flex h-8 items-center gap-2 rounded-md px-2 text-sm text-muted hover:bg-hover hover:text-ink"
    >
      <Icon aria-hidden size={16} strokeWidth={1.75} />
      <span className="max-sm:sr-only">{text}</span>
    </Link>
  )
}

const STEPS = ['package', 'hosts', 'check', 'install'] as const

/** The home page without clusters: prerequisites and steps. */
function EmptyHome({ practice }: { practice: boolean }) {
  const t = useTranslations('home.first')
  return (
    <EmptyState title={t('title')} text={t(practice ? 'textPractice' : 'text')}>
      <ol className="mt-1 grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {STEPS.map((step, at) => (
          <li key={step} className="flex gap-3">
            <span
              aria-hidden
              className="flex size-6 shrink-0 items-center justify-center rounded-full border border-control text-sm text-muted"
            >
              {at + 1}
            </span>
            <span>
              <span className="block font-medium">{t(`${step}.title`)}</span>
              <span className="text-muted">{t(`${step}.text`)}</span>
            </span>
          </li>
        ))}
      </ol>
    </EmptyState>
  )
}

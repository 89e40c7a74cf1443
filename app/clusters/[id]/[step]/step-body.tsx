'use client'

import dynamic from 'next/dynamic'
import { type ComponentType, lazy, Suspense, useEffect } from 'react'
import { StepSkeleton, WhenDraftOpen } from '@/components/wizard/draft/when-draft-open'
import type { StepId } from '@/lib/steps/steps'

/** A run and its log come from the server, so this step renders without waiting for the draft. */
const InstallStep = dynamic(
  () => import('@/components/run/install/install-step').then((m) => m.InstallStep),
  { ssr: false, loading: StepSkeleton },
)
type DraftStepId = Exclude<StepId, 'install'>

interface LazyStep {
  load: () => Promise<unknown>
  Body: ComponentType
}

function lazyStep(load: () => Promise<ComponentType>): LazyStep {
  return { load, Body: lazy(() => load().then((body) => ({ default: body }))) }
}

/** Each step has its own bundle. */
const LAZY_STEPS: Record<DraftStepId, LazyStep> = {
  installer: lazyStep(() => import('@/components/installer/installer-step').then((m) => m.InstallerStep)),
  hosts: lazyStep(() => import('@/components/hosts/hosts-step').then((m) => m.HostsStep)),
  network: lazyStep(() => import('@/components/settings/network/network-step').then((m) => m.NetworkStep)),
  storage: lazyStep(() => import('@/components/settings/storage/storage-step').then((m) => m.StorageStep)),
  checks: lazyStep(() => import('@/components/checks/checks-step').then((m) => m.ChecksStep)),
  review: lazyStep(() => import('@/components/review/review-step').then((m) => m.ReviewStep)),
  done: lazyStep(() => import('@/components/run/result/result-step').then((m) => m.ResultStep)),
}

export function StepBody({ step }: { step: StepId }) {
  return step === 'install' ? <InstallStep /> : <DraftStep step={step} />
}

/** Loads the step's code in parallel with the draft. */
function DraftStep({ step }: { step: DraftStepId }) {
  const { load, Body } = LAZY_STEPS[step]
  useEffect(() => void load(), [load])
  return (
    <WhenDraftOpen>
      <Suspense>
        <Body />
      </Suspense>
    </WhenDraftOpen>
  )
}

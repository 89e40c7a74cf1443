'use client'

import { type ComponentType, lazy, Suspense, useEffect } from 'react'
import type { StepId } from '@/components/wizard/steps/steps'
import { WhenDraftOpen } from '@/components/wizard/wizard-frame'

interface LazyStep {
  load: () => Promise<unknown>
  Body: ComponentType
}

function lazyStep(load: () => Promise<ComponentType>): LazyStep {
  return { load, Body: lazy(() => load().then((body) => ({ default: body }))) }
}

/** Each step has its own bundle. */
const LAZY_STEPS: Record<StepId, LazyStep> = {
  installer: lazyStep(() => import('@/components/installer/installer-step').then((m) => m.InstallerStep)),
  hosts: lazyStep(() => import('@/components/hosts/hosts-step').then((m) => m.HostsStep)),
  network: lazyStep(() => import('@/components/settings/network/network-step').then((m) => m.NetworkStep)),
  storage: lazyStep(() => import('@/components/settings/storage/storage-step').then((m) => m.StorageStep)),
  checks: lazyStep(() => import('@/components/checks/checks-step').then((m) => m.ChecksStep)),
  review: lazyStep(() => import('@/components/review/review-step').then((m) => m.ReviewStep)),
  install: lazyStep(() => import('@/components/run/install/install-step').then((m) => m.InstallStep)),
  done: lazyStep(() => import('@/components/run/result/result-step').then((m) => m.ResultStep)),
}

/** Loads the step's code in parallel with the draft. */
export function StepBody({ step }: { step: StepId }) {
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

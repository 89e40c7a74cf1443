'use client'

import { type ComponentType, lazy, Suspense, useEffect } from 'react'
import { WhenOpen } from '@/components/wizard/frame'
import type { StepId } from '@/components/wizard/steps'

interface Bundle {
  load: () => Promise<unknown>
  Body: ComponentType
}

function bundle(load: () => Promise<ComponentType>): Bundle {
  return { load, Body: lazy(() => load().then((body) => ({ default: body }))) }
}

/** Each step in a bundle of its own. */
const BUNDLES: Record<StepId, Bundle> = {
  installer: bundle(() => import('@/components/installer/installer-step').then((m) => m.InstallerStep)),
  hosts: bundle(() => import('@/components/hosts/hosts-step').then((m) => m.HostsStep)),
  network: bundle(() => import('@/components/network/network-step').then((m) => m.NetworkStep)),
  storage: bundle(() => import('@/components/storage/storage-step').then((m) => m.StorageStep)),
  checks: bundle(() => import('@/components/checks/checks-step').then((m) => m.ChecksStep)),
  review: bundle(() => import('@/components/review/review-step').then((m) => m.ReviewStep)),
  install: bundle(() => import('@/components/run/install-step').then((m) => m.InstallStep)),
  done: bundle(() => import('@/components/run/done-step').then((m) => m.DoneStep)),
}

/** Loads the step's code while the draft is loading. */
export function StepBody({ step }: { step: StepId }) {
  const { load, Body } = BUNDLES[step]
  useEffect(() => void load(), [load])
  return (
    <WhenOpen>
      <Suspense>
        <Body />
      </Suspense>
    </WhenOpen>
  )
}

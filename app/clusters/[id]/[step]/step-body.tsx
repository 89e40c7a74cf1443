'use client'

import { type ComponentType, lazy, Suspense, useEffect } from 'react'
import { WhenOpen } from '@/components/wizard/frame'
import type { StepId } from '@/components/wizard/steps'

/** Each step in a bundle of its own. */
const LOAD: Record<StepId, () => Promise<{ default: ComponentType }>> = {
  installer: () =>
    import('@/components/installer/installer-step').then((m) => ({ default: m.InstallerStep })),
  hosts: () => import('@/components/hosts/hosts-step').then((m) => ({ default: m.HostsStep })),
  network: () => import('@/components/network/network-step').then((m) => ({ default: m.NetworkStep })),
  storage: () => import('@/components/storage/storage-step').then((m) => ({ default: m.StorageStep })),
  checks: () => import('@/components/checks/checks-step').then((m) => ({ default: m.ChecksStep })),
  review: () => import('@/components/review/review-step').then((m) => ({ default: m.ReviewStep })),
  install: () => import('@/components/run/install-step').then((m) => ({ default: m.InstallStep })),
  done: () => import('@/components/run/done-step').then((m) => ({ default: m.DoneStep })),
}
const BODIES = Object.fromEntries(
  Object.entries(LOAD).map(([step, load]) => [step, lazy(load)]),
) as unknown as Record<StepId, ComponentType>

/** Its code comes while the draft does. Without the draft there is nothing to draw, so the server draws none. */
export function StepBody({ step }: { step: StepId }) {
  const Body = BODIES[step]
  useEffect(() => void LOAD[step](), [step])
  return (
    <WhenOpen>
      <Suspense>
        <Body />
      </Suspense>
    </WhenOpen>
  )
}

'use client'

import dynamic from 'next/dynamic'
import type { ComponentType } from 'react'
import type { StepId } from '@/components/wizard/steps'

/**
 * Each step in a bundle of its own. They are drawn in the browser only: without the draft, which comes over the
 * socket, there is nothing to draw.
 */
const BODIES: Record<StepId, ComponentType> = {
  installer: dynamic(() => import('@/components/installer/installer-step').then((m) => m.InstallerStep), {
    ssr: false,
  }),
  hosts: dynamic(() => import('@/components/hosts/hosts-step').then((m) => m.HostsStep), { ssr: false }),
  network: dynamic(() => import('@/components/network/network-step').then((m) => m.NetworkStep), {
    ssr: false,
  }),
  storage: dynamic(() => import('@/components/storage/storage-step').then((m) => m.StorageStep), {
    ssr: false,
  }),
  checks: dynamic(() => import('@/components/checks/checks-step').then((m) => m.ChecksStep), { ssr: false }),
  review: dynamic(() => import('@/components/review/review-step').then((m) => m.ReviewStep), { ssr: false }),
  install: dynamic(() => import('@/components/run/install-step').then((m) => m.InstallStep), { ssr: false }),
  done: dynamic(() => import('@/components/run/done-step').then((m) => m.DoneStep), { ssr: false }),
}

export function StepBody({ step }: { step: StepId }) {
  const Body = BODIES[step]
  return <Body />
}

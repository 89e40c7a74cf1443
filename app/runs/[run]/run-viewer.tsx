'use client'

import dynamic from 'next/dynamic'

/** Drawn in the browser only: what there is to watch comes over the socket. */
export const RunViewer = dynamic(() => import('@/components/run/shared-run').then((m) => m.SharedRun), {
  ssr: false,
})

'use client'

import dynamic from 'next/dynamic'

/** Rendered in the browser only, because the run comes over the socket. */
export const RunViewer = dynamic(() => import('@/components/run/shared-run').then((m) => m.SharedRun), {
  ssr: false,
})

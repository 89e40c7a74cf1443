'use client'

import dynamic from 'next/dynamic'

/** Drawn in the browser only: what there is to watch comes over the socket. */
export const WatchBody = dynamic(() => import('@/components/run/watched-run').then((m) => m.WatchedRun), {
  ssr: false,
})

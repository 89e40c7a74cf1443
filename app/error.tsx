'use client'

import { PageTitle } from '@/components/ui/page-title'
import { ErrorFallback } from '@/components/wizard/error-fallback'

/** For every page that has no frame of its own to stand in. */
export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <>
      <PageTitle />
      <ErrorFallback detail={error.message} onAgain={reset} />
    </>
  )
}

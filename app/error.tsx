'use client'

import { PageTitle } from '@/components/ui/layout/page-title'
import { ErrorFallback } from '@/components/wizard/error-fallback'

/** Error boundary of all pages without one of their own. */
export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <>
      <PageTitle />
      <ErrorFallback detail={error.message} onRetry={reset} />
    </>
  )
}

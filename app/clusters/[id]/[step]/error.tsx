'use client'

import { ErrorFallback } from '@/components/wizard/error-fallback'

/** Error boundary of a step. The app shell and the draft survive. */
export default function StepError({ error, reset }: { error: Error; reset: () => void }) {
  return <ErrorFallback detail={error.message} onRetry={reset} />
}

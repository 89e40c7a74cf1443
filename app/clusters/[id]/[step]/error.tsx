'use client'

import { ErrorFallback } from '@/components/wizard/error-fallback'

/** A step that broke leaves the frame and the draft standing. */
export default function StepError({ error, reset }: { error: Error; reset: () => void }) {
  return <ErrorFallback detail={error.message} onAgain={reset} />
}

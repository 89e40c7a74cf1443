'use client'

import { Crash } from '@/components/wizard/crash'

/** A step that broke leaves the frame and the draft standing. */
export default function StepError({ error, reset }: { error: Error; reset: () => void }) {
  return <Crash detail={error.message} onAgain={reset} />
}

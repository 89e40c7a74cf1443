'use client'

import { PageTitle } from '@/components/ui/page-title'
import { Crash } from '@/components/wizard/crash'

/** For every page that has no frame of its own to stand in. */
export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <>
      <PageTitle />
      <Crash detail={error.message} onAgain={reset} />
    </>
  )
}

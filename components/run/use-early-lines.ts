import { useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'
import { pageKey } from '@/components/socket/page-key'
import type { EarlyLines } from '@/lib/contract/log'
import { fetchWindow } from './log/log-requests'

/** More lines than most windows show below everything above the log. */
const LINES = 60

/** The end of the log of the run that the address names, asked for while the socket and the draft are on their way. */
export function useEarlyLines(wanted: boolean): EarlyLines | undefined {
  const run = useSearchParams().get('run')
  const [early, setEarly] = useState<EarlyLines>()
  useEffect(() => {
    if (!wanted || run === null || pageKey() === '') return
    let stale = false
    fetchWindow(run, undefined, LINES)
      .then((window) => stale || setEarly({ run, window }))
      // The run's view shows why the log is missing.
      .catch(() => undefined)
    return () => {
      stale = true
    }
  }, [wanted, run])
  return early
}

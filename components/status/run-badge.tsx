'use client'

import { useTranslations } from 'use-intl'
import { operationFacts } from '@/lib/cluster/operations/message-facts'
import type { RunSummary, RunView } from '@/lib/contract/run'
import { RUN_STATUS } from './run-status'
import { StatusBadge } from './status-badge'

type ShownRun = Pick<RunSummary, 'state' | 'operation'> & Partial<Pick<RunView, 'kubernetes'>>

const factsOf = ({ operation, kubernetes }: ShownRun) => operationFacts(operation, kubernetes)

/** Returns the state of a run with its operation, such as "Adding 2 hosts". */
export function useRunTitle(): (run: ShownRun) => string {
  const t = useTranslations()
  return (run) => t(RUN_STATUS[run.state].title, factsOf(run))
}

/** The state of a run with its operation. */
export function RunBadge({ run }: { run: ShownRun }) {
  return <StatusBadge status={RUN_STATUS[run.state]} values={factsOf(run)} />
}

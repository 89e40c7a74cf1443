'use client'

import { useDeferredValue, useMemo } from 'react'
import { type OpenFailure, openFailures } from '@/lib/checks/evaluate/install-gate'
import { useClusterFacts } from './cluster-facts'
import { useDraft } from './draft/draft-store'

/** The valid, unwaived failures of all hosts. */
export function useOpenFailures(): readonly OpenFailure[] {
  const { checks } = useClusterFacts()
  const draft = useDeferredValue(useDraft())
  return useMemo(() => openFailures(checks, draft), [checks, draft])
}

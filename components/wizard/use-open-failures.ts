'use client'

import { useDeferredValue, useMemo } from 'react'
import { type OpenFailure, openFailures } from '@/lib/checks/evaluate/install-gate'
import { useClusterFacts } from './cluster-facts'
import { useDraft } from './draft/draft-store'

/** The failed checks of all hosts that nobody waived and that still hold. */
export function useOpenFailures(): readonly OpenFailure[] {
  const { checks } = useClusterFacts()
  const draft = useDeferredValue(useDraft())
  return useMemo(() => openFailures(checks, draft), [checks, draft])
}

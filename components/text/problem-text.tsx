'use client'

import { useTranslations } from 'use-intl'
import type { Problem } from '@/lib/cluster/problem'

/** The message and the remedy of a problem. */
export function ProblemText({ problem }: { problem: Problem }) {
  const t = useTranslations('problems')
  return (
    <>
      {t(`${problem.code}.message`, problem.facts)} {t(`${problem.code}.remedy`, problem.facts)}
    </>
  )
}

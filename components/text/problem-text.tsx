'use client'

import { useTranslations } from 'use-intl'
import type { Problem } from '@/lib/cluster/problem'

/** A problem in words: what is wrong, and what to do. */
export function ProblemText({ problem }: { problem: Problem }) {
  const t = useTranslations('problems')
  return (
    <>
      {t(`${problem.code}.message`, problem.facts)} {t(`${problem.code}.remedy`, problem.facts)}
    </>
  )
}

'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { richTags } from '@/components/text/rich-tags'
import type { CheckId, Finding } from '@/lib/checks/catalogue'
import { textKey } from '@/lib/checks/text'

export interface FindingWords {
  title: string
  message: ReactNode
  why: ReactNode
  remedy: ReactNode
}

/** What a check is called. */
export function useCheckTitle(): (check: CheckId | string) => string {
  const t = useTranslations('checks')
  return (check) => (t.has(`${check}.title`) ? t(`${check}.title`) : check)
}

/** A finding in words; what its check does not say is undefined. */
export function useFindingWords(): (finding: Finding) => FindingWords {
  const t = useTranslations()
  const title = useCheckTitle()
  return (finding) => {
    const { check, reason, facts } = finding
    const say = (key: string) => (t.has(key) ? t.rich(key, { ...facts, ...richTags }) : undefined)
    return {
      title: title(check),
      message: say(textKey(finding, 'message')) ?? reason,
      why: finding.status === 'unknown' ? undefined : say(`checks.${check}.why`),
      remedy: say(textKey(finding, 'remedy')),
    }
  }
}

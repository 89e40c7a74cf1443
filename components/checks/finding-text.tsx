'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { richTags } from '@/components/text/rich-tags'
import type { CheckId, Finding } from '@/lib/checks/catalogue/index'
import { findingMessageKey } from '@/lib/checks/message-key'

export interface FindingText {
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
export function useFindingText(): (finding: Finding) => FindingText {
  const t = useTranslations()
  const title = useCheckTitle()
  return (finding) => {
    const { check, reason, facts } = finding
    const translate = (key: string) => (t.has(key) ? t.rich(key, { ...facts, ...richTags }) : undefined)
    return {
      title: title(check),
      message: translate(findingMessageKey(finding, 'message')) ?? reason,
      why: finding.status === 'unknown' ? undefined : translate(`checks.${check}.why`),
      remedy: translate(findingMessageKey(finding, 'remedy')),
    }
  }
}

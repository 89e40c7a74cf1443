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

/** Returns the title of a check; its id if it is unknown. */
export function useCheckTitle(): (check: CheckId | string) => string {
  const t = useTranslations('checks')
  return (check) => (t.has(`${check}.title`) ? t(`${check}.title`) : check)
}

/** Returns the texts of a finding; undefined for those that its check lacks. */
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

'use client'

import { useTranslations } from 'use-intl'
import { type CheckId, getCheck } from '@/lib/checks/catalogue/index'
import type { RequirementSource } from '@/lib/checks/define-check'

/** Where a check's requirement comes from, so that nobody has to take our word for it. */
export function CheckSource({ check }: { check: CheckId }) {
  const t = useTranslations('checkstep.source')
  const describeSource = (source: RequirementSource): string => {
    const [book = '', section = ''] = source.split(' ')
    const [project = '', issue = ''] = source.split('#')
    if (issue) return t('issue', { project, issue })
    return book === 'own' ? t('own') : t(book === 'faq' ? 'faq' : 'guide', { section })
  }
  const sources = getCheck(check).source.map(describeSource)
  return (
    <p className="mt-3 border-line border-t pt-3 text-muted text-sm">
      {t('from', { sources: sources.join(t('comma')) })}
    </p>
  )
}

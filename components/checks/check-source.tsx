'use client'

import { useTranslations } from 'use-intl'
import { type CheckId, checkOf } from '@/lib/checks/catalogue'
import type { Source } from '@/lib/checks/check'

/** Where a check's requirement comes from, so that nobody has to take our word for it. */
export function CheckSource({ check }: { check: CheckId }) {
  const t = useTranslations('checkstep.source')
  const say = (source: Source): string => {
    const [book = '', section = ''] = source.split(' ')
    const [project = '', issue = ''] = source.split('#')
    if (issue) return t('issue', { project, issue })
    return book === 'own' ? t('own') : t(book === 'faq' ? 'faq' : 'guide', { section })
  }
  const sources = checkOf(check).source.map(say)
  return (
    <p className="mt-3 border-line border-t pt-3 text-muted text-sm">
      {t('from', { sources: sources.join(t('comma')) })}
    </p>
  )
}

'use client'

import { useTranslations } from 'use-intl'
import type { Recovered } from '@/lib/log/recover/recovery'

/** What was removed from a log to read it: prefixes, and the line ends of a terminal. */
export function RecoveredText({ recovered: { prefixes, width } }: { recovered: Recovered }) {
  const t = useTranslations('explain')
  if (prefixes.length === 0 && width === null) return null
  return (
    <ul className="text-sm text-muted">
      {prefixes.map((prefix) => (
        <li key={prefix}>
          {t.rich('removed', {
            prefix,
            code: (inside) => (
              <code className="rounded-sm bg-sunken px-1 font-mono break-words whitespace-pre-wrap">
                {inside}
              </code>
            ),
          })}
        </li>
      ))}
      {width !== null && <li>{t('joined', { width })}</li>}
    </ul>
  )
}

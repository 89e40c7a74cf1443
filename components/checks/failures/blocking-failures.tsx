'use client'

import { useTranslations } from 'use-intl'
import { useOpenFailures } from '@/components/wizard/use-open-failures'
import type { Selection } from '../panel/selection'
import { FailureList } from './failure-list'

/** What stops the install: the way from "3 fail" to what to do about it. */
export function BlockingFailures({ onOpen }: { onOpen: (what: Selection) => void }) {
  const t = useTranslations('checkstep.blocking')
  const failures = useOpenFailures()
  if (failures.length === 0) return null
  return (
    <section className="mb-4" aria-labelledby="blocking">
      <h2 id="blocking" className="mb-1.5 font-medium">
        {t('title', { count: failures.length })}
      </h2>
      <FailureList
        failures={failures}
        opens="dialog"
        onPress={({ host, finding: { check } }, hosts) =>
          onOpen(hosts === 1 ? { host: host.id, check } : { check })
        }
      />
    </section>
  )
}

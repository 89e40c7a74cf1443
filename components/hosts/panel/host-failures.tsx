'use client'

import { useTranslations } from 'use-intl'
import { useFindingText } from '@/components/checks/finding-text'
import { CHECK_STATUS } from '@/components/status/check-status'
import { StatusIcon } from '@/components/status/status-badge'
import { sortByFixOrder } from '@/lib/checks/catalogue/fixes'
import type { OpenFailure } from '@/lib/checks/evaluate/install-gate'

/** The failed checks of a host with their remedies. */
export function HostFailures({ failures }: { failures: readonly OpenFailure[] }) {
  const t = useTranslations('status.fix')
  const findingText = useFindingText()
  if (failures.length === 0) return null
  return (
    <section aria-label={t('ofHost')}>
      <h3 className="mb-1 font-medium">{t('ofHost')}</h3>
      <ul className="divide-y divide-line rounded-md border border-fail/30">
        {sortByFixOrder(failures).map(({ finding }) => {
          const { title, message, remedy } = findingText(finding)
          return (
            <li key={JSON.stringify(finding)} className="flex gap-2 px-3 py-2">
              <StatusIcon status={CHECK_STATUS.fail} className="mt-0.75" />
              <div className="flex min-w-0 flex-1 flex-col gap-1 break-words">
                <h4 className="font-medium">{title}</h4>
                <div>{message}</div>
                {remedy && <div>{remedy}</div>}
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

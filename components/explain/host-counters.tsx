'use client'

import { useTranslations } from 'use-intl'
import type { Explanation } from '@/lib/diagnosis/explanation'
import { COUNTER_NAMES } from '@/lib/log/ansible/event'

/** A scrollable region must be reachable by keyboard. */
const FOCUSABLE = { tabIndex: 0 }

/** Each host's counters, as in PLAY RECAP. @param label of the region; unique on the page */
export function HostCounters({ hosts, label }: { hosts: Explanation['hosts']; label: string }) {
  const t = useTranslations('explain')
  const names = Object.entries(hosts)
  if (names.length === 0) return null
  return (
    <section
      aria-label={label}
      {...FOCUSABLE}
      className="overflow-x-auto rounded-md border border-line bg-surface focus-visible:-outline-offset-2"
    >
      <table className="w-full text-sm tabular-nums">
        <thead>
          <tr className="border-b border-line text-left text-muted">
            <th className="px-3 py-1.5 font-medium">{t('host')}</th>
            {COUNTER_NAMES.map((counter) => (
              <th key={counter} className="px-3 py-1.5 text-right font-medium">
                {t(`counters.${counter}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {names.map(([name, counters]) => (
            <tr key={name}>
              <th scope="row" className="px-3 py-1.5 text-left font-medium">
                {name}
              </th>
              {COUNTER_NAMES.map((counter) => (
                <td key={counter} className="px-3 py-1.5 text-right">
                  {counters[counter]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

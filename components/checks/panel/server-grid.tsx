'use client'

import { useId } from 'react'
import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { StatusIcon } from '@/components/status/status-badge'
import { cx } from '@/components/ui/cx'
import { TONES } from '@/components/ui/feedback/tone'
import type { CheckId } from '@/lib/checks/catalogue/index'
import type { HostRow } from '../grid/matrix'
import { buildServerTable, type ServerAnswer } from '../grid/server-answers'

/** What each server answered each host. The names of hosts and servers stay visible while the table scrolls. */
export function ServerGrid({ check, rows }: { check: CheckId; rows: readonly HostRow[] }) {
  const t = useTranslations('checks-step.panel.servers')
  const heading = useId()
  const table = buildServerTable(rows, check)
  if (!table) return null
  return (
    <div className="mt-3 border-line border-t pt-3">
      <h3 id={heading} className="mb-2 font-medium">
        {t('title')}
      </h3>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls the table
        tabIndex={0}
        aria-labelledby={heading}
        className="max-h-96 overflow-auto rounded-md border border-line"
      >
        <table className="w-full border-separate border-spacing-0 text-sm">
          <caption className="sr-only">{t('caption')}</caption>
          <thead>
            <tr>
              <th scope="col" className={cx(HEAD_CLASS, 'left-0 z-3')}>
                {t('host')}
              </th>
              {table.servers.map((server) => (
                <th key={server} scope="col" className={cx(HEAD_CLASS, 'min-w-28 break-words')}>
                  {server}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map(({ host, answers }) => (
              <tr key={host}>
                <th
                  scope="row"
                  className="sticky left-0 z-1 max-w-32 truncate border-line border-b bg-surface px-2 py-1.5 text-left font-medium"
                  title={host}
                >
                  {host}
                </th>
                {table.servers.map((server, column) => (
                  <td key={server} className="border-line border-b px-2 py-1.5">
                    <AnswerCell answer={answers[column]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}

const HEAD_CLASS =
  'sticky top-0 z-2 border-b border-line bg-sunken px-2 py-1.5 text-left align-bottom text-xs font-medium text-muted'

function AnswerCell({ answer }: { answer: ServerAnswer | undefined }) {
  const t = useTranslations('checks-step.panel.servers')
  if (!answer)
    return (
      <span className="text-faint">
        <span aria-hidden>–</span>
        <span className="sr-only">{t('notUsed')}</span>
      </span>
    )
  const status = CHECK_STATUS[answer.state]
  return (
    <span className={cx('inline-flex items-center gap-1 whitespace-nowrap', TONES[status.tone].text)}>
      <StatusIcon status={status} />
      {t(`answers.${answer.text}`, { status: answer.code })}
    </span>
  )
}

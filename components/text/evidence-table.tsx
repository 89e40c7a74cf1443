'use client'

import { useTranslations } from 'use-intl'
import { ToneIcon } from '@/components/ui/feedback/tone'
import { describeEvidence } from '@/lib/installers/sources/describe-evidence'
import type { EvidenceRow } from '@/lib/installers/sources/evidence'

/** The expected and found evidence of a package, by release. The release with the fewest differences is open. */
export function EvidenceTable({ evidence }: { evidence: readonly EvidenceRow[] }) {
  const t = useTranslations('installer.evidence')
  const names = [...new Set(evidence.map(({ release }) => release))]
  const groups = names.map((name) => [name, evidence.filter(({ release }) => release === name)] as const)
  const differences = (rows: readonly EvidenceRow[]) => rows.filter(({ matches }) => !matches).length
  const closest = Math.min(...groups.map(([, rows]) => differences(rows)))
  if (groups.length === 0) return null
  return (
    <section aria-label={t('title')} className="mt-2 text-sm">
      <p className="font-medium">{t('title')}</p>
      {groups.map(([release, rows]) => (
        <details key={release} open={differences(rows) === closest} className="mt-1">
          <summary className="cursor-pointer rounded-sm">
            {t('release', { release, count: differences(rows), all: rows.length })}
          </summary>
          <ReleaseTable rows={rows} />
        </details>
      ))}
    </section>
  )
}

function ReleaseTable({ rows }: { rows: readonly EvidenceRow[] }) {
  const t = useTranslations('installer.evidence')
  const heading = 'py-1 pr-3 text-left font-normal text-muted'
  return (
    <div className="overflow-x-auto">
      <table className="mt-1 w-full border-collapse">
        <thead>
          <tr>
            <th className={heading} scope="col">
              {t('subject')}
            </th>
            <th className={heading} scope="col">
              {t('expected')}
            </th>
            <th className={heading} scope="col">
              {t('found')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const { subject, expected, found } = describeEvidence(row, (name) => t(name))
            return (
              <tr key={`${row.kind} ${row.path} ${row.key} ${expected}`} className="border-t border-line">
                <td className="py-1 pr-3 font-mono text-xs break-all">{subject}</td>
                <td className="py-1 pr-3 break-words">{expected}</td>
                <td className="py-1 break-words">
                  <span className="inline-flex gap-1.5">
                    <ToneIcon tone={row.matches ? 'ok' : 'fail'} size={14} className="mt-0.5" />
                    <span className="sr-only">{t(row.matches ? 'matches' : 'differs')}</span>
                    <span>{found}</span>
                  </span>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

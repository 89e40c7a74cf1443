'use client'

import { useTranslations } from 'use-intl'
import type { CheckId, Finding } from '@/lib/checks/catalogue/index'
import { groupBy } from '@/lib/checks/format'
import { findingMessageKey } from '@/lib/checks/message-key'
import { useFindingText } from '../finding-text'
import type { HostRow } from '../grid/matrix'

export interface Remedy {
  text: string
  finding: Finding
}

/** The remedies that are the same for all hosts with their finding's reason, by message key. */
export function useSharedRemedies(
  check: CheckId,
  results: readonly { row: HostRow }[],
): ReadonlyMap<string, Remedy> {
  const remedyText = useRemedyText()
  const found = results.flatMap(({ row }) => row.findings.find((one) => one.check === check) ?? [])
  const groups = groupBy(found, (finding) => findingMessageKey(finding, 'remedy'))
  return new Map(
    [...groups].flatMap(([key, [finding, ...others]]) => {
      const text = finding && remedyText(finding)
      const isShared = finding && text && others.every((other) => remedyText(other) === text)
      return isShared ? [[key, { text, finding }] as const] : []
    }),
  )
}

/** The remedy of a finding as text, to compare it; undefined if it has none. */
function useRemedyText(): (finding: Finding) => string | undefined {
  const t = useTranslations()
  const plain = (inside: string) => inside
  return (finding) => {
    const key = findingMessageKey(finding, 'remedy')
    if (!t.has(key)) return undefined
    return t.markup(key, { ...finding.facts, p: plain, strong: plain, code: plain, pre: plain })
  }
}

/** The shared remedies of a check. */
export function Remedies({ remedies }: { remedies: ReadonlyMap<string, Remedy> }) {
  const t = useTranslations('checks-step.panel')
  const findingText = useFindingText()
  if (remedies.size === 0) return null
  return (
    <section className="mb-3 flex flex-col gap-2 rounded-md border border-line bg-sunken px-3 py-2">
      <h3 className="font-medium">{t('remedy')}</h3>
      {[...remedies].map(([key, { finding }]) => (
        <div key={key}>{findingText(finding).remedy}</div>
      ))}
    </section>
  )
}

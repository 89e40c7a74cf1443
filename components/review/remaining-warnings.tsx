'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { buildMatrix, type Counts } from '@/components/checks/grid/matrix'
import { WaiverList } from '@/components/checks/waivers/waiver-list'
import { ToneIcon } from '@/components/ui/feedback/tone'
import { Section } from '@/components/ui/layout/section'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useValidation } from '@/components/wizard/draft/validation'
import { CauseList } from '@/components/wizard/steps/cause-list'
import { useWizard } from '@/components/wizard/wizard-context'
import { stepHref } from '@/lib/steps/steps'

/** Warnings and waivers that do not prevent the installation. */
export function RemainingWarnings() {
  const t = useTranslations('review.remaining')
  const draft = useDraft()
  const { waivers } = draft
  const { checks } = useClusterFacts()
  const { problems } = useValidation()
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  const counts = checks && buildMatrix(draft, checks).counts
  const found = counts ? counts.warn + counts.unknown : 0
  if (waivers.length === 0 && warnings.length === 0 && found === 0) return null
  return (
    <Section title={t('title')} text={t('text')}>
      <div className="flex flex-col gap-2">
        {(warnings.length > 0 || found > 0) && (
          <div className="rounded-md border border-line bg-surface">
            {warnings.length > 0 && <CauseList causes={[]} warnings={warnings} />}
            {counts && found > 0 && <CheckWarnings counts={counts} />}
          </div>
        )}
        {waivers.length > 0 && <WaiverList waivers={waivers} />}
      </div>
    </Section>
  )
}

/** The same counts as in the table of checks. */
function CheckWarnings({ counts: { warn, unknown } }: { counts: Counts }) {
  const t = useTranslations('review.remaining')
  const { id } = useWizard()
  return (
    <Link
      href={stepHref(id, 'checks')}
      prefetch={false}
      className="flex gap-2 px-3 py-1.5 text-sm hover:bg-hover focus-visible:-outline-offset-2"
    >
      <ToneIcon tone="warn" size={14} className="mt-0.75" />
      <span className="underline decoration-line underline-offset-2">
        {t('checks', { warn, unknown, both: String(warn > 0 && unknown > 0) })}
      </span>
    </Link>
  )
}

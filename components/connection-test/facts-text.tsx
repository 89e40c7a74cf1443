'use client'

import { useFormatter, useTranslations } from 'use-intl'
import type { HostFacts } from '@/lib/checks/results'

const MIB_PER_GIB = 1024

/** Cores, memory and disk of a machine on one line. */
export function SizeText({ facts }: { facts: HostFacts }) {
  const t = useTranslations('hosts.facts')
  const format = useFormatter()
  const memory = format.number(facts.memoryMiB / MIB_PER_GIB, { maximumFractionDigits: 1 })
  const disk = format.number(facts.diskGiB, { maximumFractionDigits: 0 })
  return (
    <>
      {[t('cores', { count: facts.cores }), t('memory', { gib: memory }), t('disk', { gib: disk })].join(
        ' · ',
      )}
    </>
  )
}

/** Operating system, cores, memory and disk of a machine on one line. */
export function FactsText({ facts }: { facts: HostFacts }) {
  return (
    <>
      {facts.os} · <SizeText facts={facts} />
    </>
  )
}

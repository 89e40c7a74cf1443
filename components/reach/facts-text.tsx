'use client'

import { useFormatter, useTranslations } from 'use-intl'
import type { HostFacts } from '@/lib/contract/socket'

const MIB_PER_GIB = 1024

/** What was found on a machine, in one line: system, cores, memory, disk. */
export function FactsText({ facts }: { facts: HostFacts }) {
  const t = useTranslations('hosts.facts')
  const format = useFormatter()
  const memory = format.number(facts.memoryMiB / MIB_PER_GIB, { maximumFractionDigits: 1 })
  return (
    <>
      {[
        facts.os,
        t('cores', { count: facts.cores }),
        t('memory', { gib: memory }),
        t('disk', { gib: format.number(facts.diskGiB, { maximumFractionDigits: 0 }) }),
      ].join(' · ')}
    </>
  )
}

'use client'

import { useFormatter, useTranslations } from 'use-intl'
import type { HostFacts } from '@/lib/checks/results'

const MIB_PER_GIB = 1024

/** From this size on, memory is rounded to whole GiB: hosts report a little less than is installed. */
const WHOLE_GIB = 10

/** Cores, memory and disk of a machine on one line, to be used as text or as a tooltip. */
export function useSizeText(): (facts: HostFacts) => string {
  const t = useTranslations('hosts.facts')
  const format = useFormatter()
  return ({ cores, memoryMiB, diskGiB }) => {
    const gib = memoryMiB / MIB_PER_GIB
    const memory = format.number(gib, { maximumFractionDigits: gib < WHOLE_GIB ? 1 : 0 })
    const disk = format.number(diskGiB, { maximumFractionDigits: 0 })
    return [t('cores', { count: cores }), t('memory', { gib: memory }), t('disk', { gib: disk })].join(' · ')
  }
}

/** Operating system, cores, memory and disk of a machine on one line. */
export function FactsText({ facts }: { facts: HostFacts }) {
  const sizeText = useSizeText()
  return `${facts.os} · ${sizeText(facts)}`
}

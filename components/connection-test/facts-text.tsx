'use client'

import { useFormatter, useTranslations } from 'use-intl'
import type { HostFacts } from '@/lib/checks/results'

const MIB_PER_GIB = 1024
/** From this size on, the short form rounds memory to whole GiB: hosts report a little less than is installed. */
const WHOLE_GIB = 10

/** Cores, memory and disk of a machine on one line, and a short form for narrow columns. */
export function useSizeText(): (facts: HostFacts) => { full: string; short: string } {
  const t = useTranslations('hosts.facts')
  const format = useFormatter()
  return ({ cores, memoryMiB, diskGiB }) => {
    const gib = memoryMiB / MIB_PER_GIB
    const number = (value: number, maximumFractionDigits: number) =>
      format.number(value, { maximumFractionDigits })
    const disk = number(diskGiB, 0)
    return {
      full: t('sizes', { cores, memory: number(gib, 1), disk }),
      short: t('sizesShort', { cores, memory: number(gib, gib < WHOLE_GIB ? 1 : 0), disk }),
    }
  }
}

/** Operating system, cores, memory and disk of a machine on one line. */
export function FactsText({ facts }: { facts: HostFacts }) {
  const sizeText = useSizeText()
  return `${facts.os} · ${sizeText(facts).full}`
}

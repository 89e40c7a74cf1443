'use client'

import { useFormatter, useTranslations } from 'use-intl'
import { DraftText } from '@/components/wizard/draft-fields'
import { useDraft } from '@/components/wizard/draft-store'
import { useRelease } from '@/components/wizard/judge'
import { NETWORK } from '@/lib/cluster/constants'
import { type Cidr, cidr, first, last, size, slices } from '@/lib/network/cidr'

/** The two networks, each with what it means in services and hosts, as it is typed. */
export function CidrFields() {
  const t = useTranslations('network.ranges')
  const format = useFormatter()
  const { network, hosts } = useDraft()
  const release = useRelease()
  const slice = release?.defaults.nodePrefix ?? NETWORK.nodePrefix
  const number = (value: number) => format.number(value)
  const span = (range: Cidr) => ({ first: first(range), last: last(range) })
  const service = cidr(network.serviceCidr.trim())
  const pod = cidr(network.podCidr.trim())
  return (
    <div>
      <DraftText
        path="network.serviceCidr"
        texts="network.fields.serviceCidr"
        mono
        short
        hint={service ? t('services', { count: number(size(service)), ...span(service) }) : t('half')}
      />
      <DraftText
        path="network.podCidr"
        texts="network.fields.podCidr"
        mono
        short
        hint={
          pod
            ? t('pods', {
                hosts: number(slices(pod, slice)),
                slice,
                have: hosts.length,
                ...span(pod),
              })
            : t('half')
        }
      />
    </div>
  )
}

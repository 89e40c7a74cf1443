'use client'

import { useFormatter, useTranslations } from 'use-intl'
import { DraftText } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useRelease } from '@/components/wizard/draft/validation'
import { NETWORK } from '@/lib/cluster/constants'
import {
  addressCount,
  type Cidr,
  firstAddress,
  lastAddress,
  nodeCapacity,
  tryParseCidr,
} from '@/lib/network/cidr'

/** The service and pod networks, with their capacity as a live hint. */
export function CidrFields() {
  const t = useTranslations('network.ranges')
  const format = useFormatter()
  const { network, hosts } = useDraft()
  const release = useRelease()
  const slice = release?.defaults.nodePrefix ?? NETWORK.nodePrefix
  const number = (value: number) => format.number(value)
  const span = (range: Cidr) => ({ first: firstAddress(range), last: lastAddress(range) })
  const service = tryParseCidr(network.serviceCidr.trim())
  const pod = tryParseCidr(network.podCidr.trim())
  return (
    <div>
      <DraftText
        path="network.serviceCidr"
        texts="network.fields.serviceCidr"
        mono
        short
        hint={service ? t('services', { count: number(addressCount(service)), ...span(service) }) : t('half')}
      />
      <DraftText
        path="network.podCidr"
        texts="network.fields.podCidr"
        mono
        short
        hint={
          pod
            ? t('pods', {
                hosts: number(nodeCapacity(pod, slice)),
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

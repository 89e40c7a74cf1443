/** Checks that the cluster addresses (`ip`, `ip6`) are on an interface of the host. A floating IP belongs in `address` only. */
import { inClusterAddresses } from '@/lib/cluster/cluster'
import { defineCheck, fail, pass, undetermined } from '../../define-check'
import { ADDRESSES, hostAddresses } from '../../probe/interfaces'
import { factsOf } from '../../probe/item'

export const addresses = defineCheck({
  id: 'addresses',
  reasons: ['present', 'absent'],
  sources: ['guide 2'],
  dependsOn: ['ip'],
  scope: 'host',
  probeItems: [ADDRESSES],
  perHost(probe, { host }) {
    const interfaceAddresses = factsOf(probe, ADDRESSES)
    if (!interfaceAddresses) return [undetermined]
    const absent = inClusterAddresses(host).filter(
      (ip) => !interfaceAddresses.some(({ address }) => address === ip),
    )
    const addresses = hostAddresses(probe).join(', ') || '–'
    if (absent.length === 0) return [pass('present', { ip: inClusterAddresses(host).join(', '), addresses })]
    return absent.map((ip) => fail('absent', { ip, addresses }))
  },
})

/** Checks that the cluster address (`ip`) is on an interface of the host. A floating IP belongs in `address` only. */
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
    const facts = { ip: host.ip, addresses: hostAddresses(probe).join(', ') || '–' }
    const isPresent = interfaceAddresses.some(({ address }) => address === host.ip)
    return [isPresent ? pass('present', facts) : fail('absent', facts)]
  },
})

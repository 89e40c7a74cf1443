/** The address in the cluster (`ip`) must be on an interface of the host; a floating one belongs into `address` alone. */
import { defineCheck, fail, pass, undetermined } from '../../define-check'
import { ADDRESSES, hostAddresses } from '../../probe/interfaces'
import { factsOf } from '../../probe/item'

export const addresses = defineCheck({
  id: 'addresses',
  reasons: ['present', 'absent'],
  source: ['guide 2'],
  needs: ['ip'],
  scope: 'host',
  sections: [ADDRESSES],
  host(sheet, { host }) {
    const known = factsOf(sheet, ADDRESSES)
    if (!known) return [undetermined]
    const facts = { ip: host.ip, addresses: hostAddresses(sheet).join(', ') || '–' }
    const isPresent = known.some(({ address }) => address === host.ip)
    return [isPresent ? pass('present', facts) : fail('absent', facts)]
  },
})

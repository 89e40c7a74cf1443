/** Detects a checkout of k3s-ansible by what its files state. */

import type { Detection, PackageFacts } from '../installer'
import { Checkout, presenceRow, valueRow } from '../sources/checkout'
import type { EvidenceRow } from '../sources/evidence'
import { k3sRelease } from './release'
import { readSourceFacts } from './source-facts'
import * as from from './sources'

const ID = 'k3s'

export function detectCheckout(facts: PackageFacts): Detection {
  if (!from.REQUIRED_FILES.every((path) => facts.files.has(path))) return { result: 'incomplete' }
  const checkout = new Checkout(facts)
  const sourceFacts = readSourceFacts(checkout)
  const version = checkout.value(from.GALAXY, 'version')
  const identity = [identityRow(checkout, 'namespace', 'k3s'), identityRow(checkout, 'name', 'orchestration')]
  const evidence = [
    ...identity,
    presenceRow(ID, from.GALAXY[0], 'version', version !== undefined && /^\d+\.\d+\.\d+$/.test(version)),
    presenceRow(ID, from.RUNTIME[0], 'requires_ansible', sourceFacts.ansible !== undefined),
    presenceRow(ID, from.SAMPLE[0], 'k3s_version', sourceFacts.k3sDefault !== undefined),
  ]
  const release = k3sRelease(version ?? '', sourceFacts)
  if (!release || !evidence.every(({ matches }) => matches))
    return {
      ...{ result: 'unrecognized', candidates: [], evidence },
      isOtherProject: !identity.some(({ matches }) => matches),
    }
  return { result: 'recognized', release, facts: sourceFacts, contradictions: [], evidence }
}

function identityRow(checkout: Checkout, key: string, wanted: string): EvidenceRow {
  const value = checkout.value(from.GALAXY, key)
  return valueRow(ID, { path: from.GALAXY[0], key, value }, [wanted], value === wanted)
}

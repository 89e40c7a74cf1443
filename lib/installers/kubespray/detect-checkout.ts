/** Detects a Kubespray checkout by what its files state. Nothing needs git: shallow clones and tarballs have no tags. */
import type { SourceFacts } from '@/lib/cluster/draft/draft'
import type { Detection, PackageFacts } from '../installer'
import { Checkout, type Paths, presenceRow, valueRow } from '../sources/checkout'
import type { EvidenceRow } from '../sources/evidence'
import { compareVersions } from '../versions'
import { OLDEST_ANSIBLE } from './ansible-bounds'
import { kubesprayRelease } from './release'
import { REQUIRED_FACTS, type RequiredFact, readSourceFacts } from './source-facts'
import * as from from './sources'

const ID = 'kubespray'

/** The oldest release that Taskbox supports. */
export const OLDEST = '2.23'

export function detectCheckout(facts: PackageFacts): Detection {
  if (!from.REQUIRED_FILES.every((path) => facts.files.has(path))) return { result: 'incomplete' }
  const checkout = new Checkout(facts)
  const sourceFacts = readSourceFacts(checkout)
  const stated = checkout.value(from.GALAXY, 'version')
  const version = versionOf(stated, sourceFacts)
  const evidence = [
    identityRow(checkout, 'namespace', 'kubernetes_sigs'),
    identityRow(checkout, 'name', ID),
    versionRow(stated, version),
    ...REQUIRED_FACTS.map((fact) => factRow(checkout, fact, sourceFacts)),
  ]
  const release = version === undefined ? undefined : kubesprayRelease(version, sourceFacts)
  if (!release || !evidence.every(({ matches }) => matches))
    return { result: 'unrecognized', candidates: [], evidence }
  const contradictions = version === stated ? [] : [statedRow(stated, version)]
  return { result: 'recognized', release, facts: sourceFacts, contradictions, evidence }
}

/**
 * The version of the release; undefined if Taskbox does not support it. galaxy.yml of 2.23.0 and 2.23.1 names 2.22.1,
 * whose oldest Ansible is 2.11.0.
 */
function versionOf(stated: string | undefined, facts: SourceFacts): string | undefined {
  if (stated === undefined || !/^\d+\.\d+\.\d+$/.test(stated)) return undefined
  if (compareVersions(stated, OLDEST) >= 0) return stated
  return stated === '2.22.1' && facts.ansible?.[0] === OLDEST_ANSIBLE ? OLDEST : undefined
}

function identityRow(checkout: Checkout, key: string, wanted: string): EvidenceRow {
  const value = checkout.value(from.GALAXY, key)
  return valueRow(ID, { path: from.GALAXY[0], key, value }, [wanted], value === wanted)
}

function versionRow(stated: string | undefined, version: string | undefined): EvidenceRow {
  const found = { path: from.GALAXY[0], key: 'version', value: stated }
  return valueRow(ID, found, [`>= ${OLDEST}`], version !== undefined)
}

/** galaxy.yml names another version than the rest of the checkout. */
function statedRow(stated: string | undefined, version = ''): EvidenceRow {
  return valueRow(ID, { path: from.GALAXY[0], key: 'version', value: stated }, [`${version}.*`], false)
}

/** Where each required fact is read. */
const FACT_KEYS: Readonly<Record<RequiredFact, { paths: Paths; key: string }>> = {
  ansible: { paths: from.ANSIBLE_VERSION, key: 'minimal_ansible_version' },
  kubernetes: { paths: from.CHECKSUMS, key: 'kubelet_checksums' },
  kubernetesDefault: { paths: from.DEFAULTS, key: 'kube_version' },
  memoryMiB: { paths: from.PREINSTALL, key: 'minimal_master_memory_mb' },
  systems: { paths: from.PREINSTALL, key: 'supported_os_distributions' },
}

function factRow(checkout: Checkout, fact: RequiredFact, facts: SourceFacts): EvidenceRow {
  const { paths, key } = FACT_KEYS[fact]
  return presenceRow(ID, checkout.place(paths), key, facts[fact] !== undefined)
}

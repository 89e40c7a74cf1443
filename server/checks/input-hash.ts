/** A short word for all that a check's verdict on a host is made from, as a cluster stands now. */
import { createHash } from 'node:crypto'
import { type CheckId, getCheck } from '@/lib/checks/catalogue/index'
import { createInputSerializer } from '@/lib/checks/evaluate/check-inputs'
import type { ClusterStore } from '../clusters/cluster-store'

export type InputHasher = (check: CheckId, host: string) => string

const HASH_LENGTH = 16

/** Throws `not-found`. */
export async function createInputHasher(clusters: ClusterStore, id: string): Promise<InputHasher> {
  const [{ draft }, revisions] = await Promise.all([clusters.open(id), clusters.secretRevisions(id)])
  const basis = createInputSerializer(draft, revisions)
  const known = new Map<string, string>()
  return (check, host) => {
    const text = basis(getCheck(check).needs, host)
    const digest = known.get(text) ?? hashOf(text)
    known.set(text, digest)
    return digest
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH)

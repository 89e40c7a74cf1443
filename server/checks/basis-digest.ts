/** A short word for all that a check's verdict on a host is made from, as a cluster stands now. */
import { createHash } from 'node:crypto'
import { basisOf } from '@/lib/checks/basis'
import { type CheckId, checkOf } from '@/lib/checks/catalogue'
import type { ClusterStore } from '../clusters/cluster-store'

export type Digest = (check: CheckId, host: string) => string

const DIGEST_LENGTH = 16

/** Throws `not-found`. */
export async function digestOf(clusters: ClusterStore, id: string): Promise<Digest> {
  const [{ draft }, revisions] = await Promise.all([clusters.open(id), clusters.secretRevisions(id)])
  const basis = basisOf(draft, revisions)
  const known = new Map<string, string>()
  return (check, host) => {
    const text = basis(checkOf(check).needs, host)
    const digest = known.get(text) ?? short(text)
    known.set(text, digest)
    return digest
  }
}

const short = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH)

/** Hashes the current inputs of a check on a host (`check-inputs.ts`). */
import { createHash } from 'node:crypto'
import { type CheckId, getCheck } from '@/lib/checks/catalogue/index'
import { createInputSerializer } from '@/lib/checks/evaluate/check-inputs'
import type { ClusterStore } from '../clusters/cluster-store'

/** Returns the hash of a check’s inputs on a host (by id). */
export type InputHasher = (check: CheckId, host: string) => string

const HASH_LENGTH = 16

/** Creates the hasher for the current draft of a cluster. Throws `not-found`. */
export async function createInputHasher(clusters: ClusterStore, id: string): Promise<InputHasher> {
  const [{ draft }, revisions] = await Promise.all([clusters.open(id), clusters.secretRevisions(id)])
  const serializeInputs = createInputSerializer(draft, revisions)
  const hashes = new Map<string, string>()
  return (check, host) => {
    const text = serializeInputs(getCheck(check).dependsOn, host)
    const hash = hashes.get(text) ?? hashOf(text)
    hashes.set(text, hash)
    return hash
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH)

/** A run that has ended, stored in a data folder. Nothing on a taskbox is needed to open it. */
import type { Draft } from '@/lib/cluster/draft/draft'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import type { RunRecord, RunStore } from '@/server/runs/run-store'
import { secretDraft } from '../clusters/drafts'

export const endedRecord = (changes: Partial<RunRecord> = {}): RunRecord => ({
  version: 3,
  id: 'run-1',
  clusterId: 'c1',
  clusterName: 'Production #1',
  startedAt: 1_000_000,
  endedAt: 2_000_000,
  durationMs: 1_000_000,
  sequence: 1,
  state: 'failed',
  exitStatus: 2,
  operation: { id: 'install' },
  installer: 'kubesphere',
  release: advanced100.id,
  mode: 'multi-node',
  packageFolder: '/opt/p',
  hostNames: ['h1', 'h2'],
  waivers: [],
  job: '',
  ...changes,
})

/** The draft of the test's secrets, with the release of the record. */
export function endedDraft(): Draft {
  const draft = secretDraft()
  return { ...draft, name: 'Production #1', installer: { ...draft.installer, version: advanced100.id } }
}

export async function storeEndedRun(
  store: RunStore,
  log: string,
  { record = {}, draft = endedDraft() }: { record?: Partial<RunRecord>; draft?: Draft } = {},
): Promise<string> {
  const stored = endedRecord(record)
  await store.create(stored, draft)
  const copy = await store.openLog(stored.id)
  await copy.write(Buffer.from(log), 0)
  await copy.close()
  return stored.id
}

/** The manifest in a job's folder: describes the run to another Taskbox that attaches to it. Contains no secrets. */
import { z } from 'zod'
import { INSTALL, operationRequest } from '@/lib/cluster/operations/request'
import type { Machine } from '../../machine/machine'
import { quote } from '../../machine/quote'
import type { RunRecord } from '../run-store'

/** Bounds every text: the folder's owner is trusted, but a corrupt manifest must not flood the wizard. */
const shortText = z.string().max(1000)
const jobManifest = z.object({
  version: z.literal(1),
  run: shortText,
  clusterName: shortText,
  startedAt: z.number(),
  /** Absent in manifests of versions that only installed. */
  operation: operationRequest.default(INSTALL),
  /** Absent in manifests of versions that installed KubeSphere alone. */
  installer: shortText.default('kubesphere'),
  release: shortText,
  releaseReason: shortText.optional(),
  mode: shortText,
  packageFolder: shortText,
  hostNames: z.array(shortText).max(10_000),
  waivers: z.array(z.object({ check: shortText, host: shortText, reason: shortText })).max(10_000),
})
export type JobManifest = z.infer<typeof jobManifest>

const MAX_BYTES = 4_000_000
const READ_TIMEOUT_MS = 15_000

export function renderManifest(record: RunRecord): string {
  const { id, clusterName, startedAt, operation, installer, release, releaseReason, mode } = record
  const { packageFolder, hostNames, waivers } = record
  const manifest: JobManifest = {
    version: 1,
    run: id,
    clusterName,
    startedAt,
    operation,
    installer,
    release,
    ...(releaseReason !== undefined && { releaseReason }),
    mode,
    packageFolder,
    hostNames,
    waivers,
  }
  return JSON.stringify(manifest)
}

/** Returns undefined if the manifest is missing or invalid. */
export async function readManifest(machine: Machine, job: string): Promise<JobManifest | undefined> {
  const script = `head -c ${MAX_BYTES} -- ${quote(`${job}/about`)}`
  const { stdout } = await machine.exec(script, { deadlineMs: READ_TIMEOUT_MS, idempotent: true })
  try {
    return jobManifest.parse(JSON.parse(stdout.toString('utf8')))
  } catch {
    return undefined
  }
}

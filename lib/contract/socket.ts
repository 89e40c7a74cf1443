/**
 * Every event between page and server. The server validates the payloads of `requests` and acknowledges them with an `Ack`.
 * It emits `ServerEvents` on its own.
 */
import { z } from 'zod'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { hostFacts } from '@/lib/checks/results'
import { type DraftPatch, draft, draftPatch, SECRET_STATES, sourceFacts } from '@/lib/cluster/draft/draft'
import { OPERATION_IDS, operationRequest } from '@/lib/cluster/operations/request'
import { upgradeOption } from '@/lib/cluster/operations/upgrades'
import { PROBLEM_CODES } from '@/lib/cluster/problem'
import { evidenceRow } from '@/lib/installers/sources/evidence'
import type { ClonePhase } from '@/lib/installers/sources/repository'
import type { OutlineChunk } from '@/lib/log/ansible/outline'
import { knownHostKey, sshEndpoint } from '@/lib/network/known-hosts'
import { STEP_STATES } from '@/lib/steps/step-verdict'
import { STEPS } from '@/lib/steps/steps'
import { checksView, rawProbeItem } from './checks'
import { failure } from './failure'
import { hostsImport } from './hosts-import'
import type { Patch } from './patch'
import { type RunSummary, runSummary, runView } from './run'
import { deliveryResult, webhookSummary } from './webhook'

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
const factMap = z.record(z.string(), z.union([z.string(), z.number()]))

/** The result of a connection test. The failure of an unknown host key has its fingerprint in `facts.fingerprint`. */
export const connectionTestResult = z.union([
  z.object({
    state: z.literal('reached'),
    facts: hostFacts,
    fingerprint: z.string(),
    milliseconds: z.number(),
  }),
  z.object({ state: z.literal('failed'), failure }),
])
export type ConnectionTestResult = z.infer<typeof connectionTestResult>

/**
 * `owner`: a user who can change the package and is not trusted by root; the operator must trust the package before use.
 * `contradictions`: evidence for another release.
 */
export const foundPackage = z.object({
  folder: z.string(),
  installer: z.string(),
  release: z.string(),
  /** What the folder states about itself (`draft.installer.facts`). */
  facts: sourceFacts.optional(),
  owner: z.string().optional(),
  contradictions: z.array(evidenceRow).readonly().optional(),
})
export type FoundPackage = z.infer<typeof foundPackage>
export const foundTarball = z.object({ path: z.string(), owner: z.string().optional() })
export type FoundTarball = z.infer<typeof foundTarball>

export const filePreview = z.object({
  path: z.string(),
  /** The rendered file, with secrets masked. */
  text: z.string(),
  /** The package's current file, with secrets masked; absent without such a file. */
  present: z.string().optional(),
})
export type FilePreview = z.infer<typeof filePreview>

export const clusterSummary = z.object({
  id,
  name: z.string(),
  updatedAt: z.number(),
  hosts: z.number(),
  mode: z.string(),
  lastRun: runSummary.optional(),
  /** The first step that is not done; absent unless requested. */
  next: z.object({ step: z.enum(STEPS), state: z.enum(STEP_STATES) }).optional(),
})
export type ClusterSummary = z.infer<typeof clusterSummary>

/** A draft as pages receive it: placeholders replace its secrets (`lib/cluster/draft/draft.ts`). */
export const clusterView = z.object({ id, revision: z.number(), draft })

/** A problem of a cluster file that prevents its import. The wizard shows problems of the cluster itself. */
const fileProblem = z.object({
  code: z.enum(PROBLEM_CODES),
  severity: z.enum(['error', 'warning']),
  path: z.array(z.union([z.string(), z.number()])),
  facts: factMap,
  line: z.number().optional(),
})

const clusterParams = z.object({ id })
const runParams = z.object({ run: id })
const empty = z.object({})
/** `leaveCopies`: proceed even if copies of the secrets on the taskbox cannot be deleted. */
const deletionParams = clusterParams.extend({ leaveCopies: z.boolean().default(false) })

/** A session in the list of sessions. Times are milliseconds since 1970. */
export const sessionView = z.object({
  id: z.string(),
  role: z.enum(['operator', 'viewer']),
  run: z.string().optional(),
  address: z.string(),
  agent: z.string(),
  createdAt: z.number(),
  seenAt: z.number(),
  /** Whether this is the session of the request. */
  isCurrent: z.boolean(),
})
export type SessionView = z.infer<typeof sessionView>

/** Request -> [payload schema, response schema]. */
export const requests = {
  'clusters.list': [
    /** `verdicts`: with the next step of each cluster. */
    z.object({ verdicts: z.boolean().optional() }),
    z.object({
      clusters: z.array(clusterSummary),
      runs: z.array(runSummary),
      /** The installers that can be tried on practice hosts; empty outside of a demo. */
      practice: z.array(z.string()),
    }),
  ],
  'clusters.create': [
    z.union([
      z.object({ from: z.literal('empty') }),
      z.object({ from: z.literal('practice'), installer: z.string().max(64) }),
      z.object({ from: z.literal('file'), text: z.string().max(4_000_000) }),
    ]),
    // A file with errors is rejected with all its problems.
    z.union([clusterView, z.object({ problems: z.array(fileProblem) })]),
  ],
  'clusters.open': [clusterParams, clusterView],
  /**
   * `secrets` in the response: stored secrets that are not in use, and why, by the names of
   * `lib/credentials/draft-secrets.ts`. `tabKey` is random per tab: a tab may redirect the secrets that were entered in it.
   */
  'clusters.save': [
    z.object({ id, patch: draftPatch, tabKey: z.string().min(32).max(64).optional() }),
    z.object({ revision: z.number(), secrets: z.record(z.string(), z.enum(SECRET_STATES)) }),
  ],
  /** Approves the destinations that the withheld secrets have in this revision. */
  'clusters.approve': [z.object({ id, revision: z.number().int() }), z.object({ revision: z.number() })],
  'clusters.remove': [deletionParams, empty],
  /** Deletes the secrets of a cluster, and nothing else. */
  'clusters.delete-secrets': [deletionParams, empty],
  /** The cluster file. Without `secrets`, it references them as `${env:…}`. */
  'clusters.export': [z.object({ id, secrets: z.boolean() }), z.object({ text: z.string() })],
  /** What the installed cluster consists of, and what can be done to it. */
  'clusters.operations': [
    clusterParams,
    z.object({
      /** Names of its hosts; empty if it is not installed. */
      members: z.array(z.string()),
      supported: z.array(z.enum(OPERATION_IDS)),
      /** Its version since the last successful run, such as `v1.34.7`; empty if unknown. */
      kubernetes: z.string(),
      /** Newest first. */
      upgrades: z.array(upgradeOption),
    }),
  ],
  'hosts.import': [z.object({ text: z.string().max(4_000_000) }), hostsImport],
  /** Looks up hosts in a known_hosts file. The result has their order; `unread` are invalid lines. */
  'hosts.keys': [
    z.object({ text: z.string().max(4_000_000), endpoints: z.array(sshEndpoint).max(4001) }),
    z.object({ keys: z.array(knownHostKey), unread: z.array(z.number()) }),
  ],
  'packages.find': [
    clusterParams,
    z.object({
      packages: z.array(foundPackage),
      /** Folders of packages whose release is not recognized. */
      unrecognized: z.array(z.string()),
      tarballs: z.array(foundTarball),
    }),
  ],
  'packages.detect': [z.object({ id, folder: z.string().max(4096) }), foundPackage],
  /** Unpacks a `.tar.gz` on the taskbox, with `packages.progress` events. */
  'packages.unpack': [z.object({ id, tarball: z.string().max(4096) }), foundPackage],
  /** Clones a tag, branch or commit on the taskbox, with `packages.progress` events. Needs a confirmation. */
  'packages.clone': [z.object({ id, url: z.string().max(4096), ref: z.string().max(256) }), foundPackage],
  /** Ends the cluster's clone, if one is running. */
  'packages.stop-clone': [clusterParams, empty],
  'taskbox.test-connection': [clusterParams, connectionTestResult],
  'hosts.test-connection': [z.object({ id, host: id }), connectionTestResult],
  'checks.view': [clusterParams, checksView],
  /** Starts a check run; without `hosts` or `checks`, for all of them. */
  'checks.run': [
    z.object({ id, hosts: z.array(id).optional(), checks: z.array(z.enum(CHECK_IDS)).optional() }),
    empty,
  ],
  'checks.cancel': [clusterParams, empty],
  /** The host's last probe output, redacted; without sections if the host was never probed or did not answer. */
  'checks.output': [
    z.object({ id, host: id }),
    z.object({ at: z.number(), facts: hostFacts.optional(), sections: z.array(rawProbeItem) }),
  ],
  'review.changes': [
    clusterParams,
    z.object({
      /** The cluster files of the last run and of the current settings, without secrets; absent before the first run. */
      changes: z.object({ startedAt: z.number(), before: z.string(), after: z.string() }).optional(),
    }),
  ],
  'review.files': [clusterParams, z.object({ files: z.array(filePreview) })],
  /** Idempotent for the same `request`. */
  'runs.start': [
    z.object({ id, request: id.optional(), operation: operationRequest.optional() }),
    z.object({ run: id }),
  ],
  /** Adopts the run of another Taskbox that has locked this cluster's package. */
  'runs.adopt': [z.object({ id, run: id }), z.object({ run: id })],
  /** Returns the run's view and subscribes to `runs.view`. */
  'runs.watch': [runParams, runView],
  /** Streams the log from a byte offset as `runs.log`. A repeated request restarts the stream. */
  'runs.follow': [z.object({ run: id, offset: z.number().int().nonnegative() }), empty],
  /** Streams the log's outline from an entry as `runs.outline`. Returns the current number of entries. */
  'runs.outline': [
    z.object({ run: id, at: z.number().int().nonnegative() }),
    z.object({ entries: z.number() }),
  ],
  /** Ends all streams of the run. */
  'runs.leave': [runParams, empty],
  'runs.answer': [z.object({ run: id, question: z.string().max(256), answer: z.string().max(4096) }), empty],
  /** Types one line into the installer's terminal, whether or not it waits for input. */
  'runs.send-line': [z.object({ run: id, line: z.string().max(4096) }), empty],
  'runs.stop': [runParams, empty],
  /** Repeats the verification of an ended run; `runs.view` shows its progress, and `runs.stop` stops it. */
  'runs.verify': [runParams, empty],
  /**
   * The steps as commands for a shell on the taskbox. `variables`: those that they need for secrets. `isRecorded`: whether
   * they were recorded at the start; otherwise they are derived from the settings. `taskbox`: the version of Taskbox.
   */
  'runs.commands': [
    runParams,
    z.object({
      steps: z.array(z.string()),
      variables: z.array(z.string()),
      isRecorded: z.boolean(),
      taskbox: z.string(),
    }),
  ],
  /** The console's password. Needs a confirmation. */
  'runs.password': [runParams, z.object({ password: z.string() })],
  /** The administrator's kubeconfig, read from a control plane. Needs a confirmation. */
  'runs.kubeconfig': [runParams, z.object({ text: z.string() })],
  /** `password`: whether a password replaces the token. */
  'session.list': [empty, z.object({ sessions: z.array(sessionView), password: z.boolean() })],
  'session.end': [z.object({ session: id }), empty],
  'session.end-all': [empty, empty],
  /** Fails with `confirmation-needed` unless the user has confirmed the token recently. */
  'session.confirmed': [empty, empty],
  /** Confirms the token (or password), which allows showing secrets for some minutes. */
  'session.confirm': [z.object({ secret: z.string().max(1024) }), empty],
  'share.list': [runParams, z.object({ links: z.array(z.object({ id, createdAt: z.number() })) })],
  /** The response is the only one with the link; `path` is relative to this server. */
  'share.create': [runParams, z.object({ path: z.string(), page: z.string() })],
  'share.revoke': [z.object({ link: id }), empty],
  /** Absent without a webhook. */
  'webhook.view': [empty, z.object({ webhook: webhookSummary.optional() })],
  /** Needs a confirmation. The response is the only one with the key of the signatures. */
  'webhook.set': [z.object({ url: z.string().max(2000) }), z.object({ secret: z.string() })],
  /** Sends a test event. */
  'webhook.test': [empty, deliveryResult],
  'webhook.remove': [empty, empty],
} as const satisfies Record<string, readonly [z.ZodType, z.ZodType]>

export type RequestName = keyof typeof requests
export type RequestPayload<N extends RequestName> = z.infer<(typeof requests)[N][0]>
export type ResponsePayload<N extends RequestName> = z.infer<(typeof requests)[N][1]>

/** Events from the server to pages. */
export interface ServerEvents {
  /** Another tab or the server changed a draft. */
  'clusters.changed': (message: { id: string; revision: number; patch: DraftPatch }) => void
  /** Checks changed; `hosts` contains only those with changed results. */
  'checks.changed': (message: { id: string; patch: z.infer<typeof checksView> }) => void
  /** Of a tarball in bytes. Of a clone with its phase, in percent of the phase; `total` is 0 if that is unknown. */
  'packages.progress': (message: { id: string; done: number; total: number; phase?: ClonePhase }) => void
  /** A run was started, or its state changed. For operators. */
  'runs.changed': (message: { run: RunSummary }) => void
  /** A patch of a run's view from version `from`. Acknowledged, so that a slow browser receives fewer patches. */
  'runs.view': (message: { run: string; from: number; patch: Patch }, ack: () => void) => void
  /** Bytes of the log from `offset`. Acknowledged, so that a slow browser does not fill the server's memory. */
  'runs.log': (message: { run: string; offset: number; bytes: Uint8Array }, ack: () => void) => void
  /** The next entries of a log's outline. `hosts` is sent only when it has grown. Acknowledged. */
  'runs.outline': (
    message: { run: string } & Omit<OutlineChunk, 'hosts'> & Partial<Pick<OutlineChunk, 'hosts'>>,
    ack: () => void,
  ) => void
}

/**
 * Every event between browser and server. Requests (`requests`) carry a payload that the server parses and are
 * answered with an `Ack`; pushes (`Pushes`) are told by the server to whoever watches.
 */
import { z } from 'zod'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { draft, SECRET_STATES } from '@/lib/cluster/draft'
import { PROBLEM_CODES } from '@/lib/cluster/problem'
import type { OutlineChunk } from '@/lib/log/ansible/outline'
import { checksView, rawProbeItem } from './checks'
import { failure } from './failure'
import { knownHostKey, sshEndpoint } from './known-hosts'
import type { Patch } from './patch'
import { runSummary, runView } from './run'

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
const factMap = z.record(z.string(), z.union([z.string(), z.number()]))

/** What was found on a host when it was reached. */
export const hostFacts = z.object({
  os: z.string(),
  cores: z.number(),
  memoryMiB: z.number(),
  diskGiB: z.number(),
  addresses: z.array(z.string()),
  hostname: z.string(),
})
export type HostFacts = z.infer<typeof hostFacts>

/** A host's answer to being reached: facts, or why not. An unknown host key comes with its fingerprint in `facts.fingerprint`. */
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

/** `owner`: somebody who could change it, other than those whom root trusts; it must be trusted before it is used. */
export const foundPackage = z.object({
  folder: z.string(),
  release: z.string(),
  owner: z.string().optional(),
})
export type FoundPackage = z.infer<typeof foundPackage>
export const foundTarball = z.object({ path: z.string(), owner: z.string().optional() })
export type FoundTarball = z.infer<typeof foundTarball>

export const filePreview = z.object({
  path: z.string(),
  /** As it will be written, secrets masked. */
  text: z.string(),
  /** What the package has now, secrets masked; absent: no such file. */
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
})
export type ClusterSummary = z.infer<typeof clusterSummary>

/** A draft as a browser gets it: marks stand for its secrets (`lib/cluster/draft.ts`). */
export const clusterView = z.object({ id, revision: z.number(), draft })

/** What is wrong with a cluster file by itself; what the rules say of its cluster shows in the wizard. */
const fileProblem = z.object({
  code: z.enum(PROBLEM_CODES),
  severity: z.enum(['error', 'warning']),
  path: z.array(z.union([z.string(), z.number()])),
  facts: factMap,
  line: z.number().optional(),
})

/** The parts of a draft that are saved by themselves, so that two tabs on two steps do not undo each other. */
export const draftPatch = draft.partial()
export type DraftPatch = z.infer<typeof draftPatch>

const clusterParams = z.object({ id })
const runParams = z.object({ run: id })
const empty = z.object({})
/** `leaveCopies`: also where copies of its secrets on the taskbox cannot be deleted. */
const deletionParams = clusterParams.extend({ leaveCopies: z.boolean().default(false) })

/** Somebody who is signed in. Times are milliseconds since 1970. */
export const sessionView = z.object({
  id: z.string(),
  role: z.enum(['operator', 'watcher']),
  run: z.string().optional(),
  address: z.string(),
  agent: z.string(),
  createdAt: z.number(),
  seenAt: z.number(),
  /** The one that asks. */
  own: z.boolean(),
})
export type SessionView = z.infer<typeof sessionView>

/** Request -> [payload schema, answer schema]. */
export const requests = {
  'clusters.list': [
    empty,
    z.object({ clusters: z.array(clusterSummary), runs: z.array(runSummary), practice: z.boolean() }),
  ],
  'clusters.create': [
    z.union([
      z.object({ from: z.literal('empty') }),
      z.object({ from: z.literal('practice') }),
      z.object({ from: z.literal('file'), text: z.string().max(4_000_000) }),
    ]),
    // A file that cannot be taken over as it stands is refused with all that is wrong with it.
    z.union([clusterView, z.object({ problems: z.array(fileProblem) })]),
  ],
  'clusters.open': [clusterParams, clusterView],
  /**
   * Names in `secrets` are those of `lib/credentials/draft-secrets.ts`: stored secrets that are not used, and why. `tabKey` is
   * the tab's random one: secrets typed there go where it redirects them.
   */
  'clusters.save': [
    z.object({ id, patch: draftPatch, tabKey: z.string().min(32).max(64).optional() }),
    z.object({ revision: z.number(), secrets: z.record(z.string(), z.enum(SECRET_STATES)) }),
  ],
  /** Withheld secrets may be sent to the destinations that they have in this revision. */
  'clusters.approve': [z.object({ id, revision: z.number().int() }), z.object({ revision: z.number() })],
  'clusters.remove': [deletionParams, empty],
  /** Every secret of the cluster goes; the rest of it stays. */
  'clusters.forget': [deletionParams, empty],
  /** The cluster file; secrets as `${env:…}` names unless asked otherwise. */
  'clusters.export': [z.object({ id, secrets: z.boolean() }), z.object({ text: z.string() })],
  'hosts.import': [z.object({ text: z.string().max(4_000_000) }), z.object({ draft: draftPatch })],
  /** What a known_hosts file says of these places, in their order; `unread` are lines that are none. */
  'hosts.keys': [
    z.object({ text: z.string().max(4_000_000), places: z.array(sshEndpoint).max(4001) }),
    z.object({ keys: z.array(knownHostKey), unread: z.array(z.number()) }),
  ],
  'packages.find': [
    clusterParams,
    z.object({ packages: z.array(foundPackage), tarballs: z.array(foundTarball) }),
  ],
  'packages.detect': [z.object({ id, folder: z.string().max(4096) }), foundPackage],
  /** Unpacks a `.tar.gz` that lies on the taskbox; progress comes as `packages.progress`. */
  'packages.unpack': [z.object({ id, tarball: z.string().max(4096) }), foundPackage],
  'taskbox.reach': [clusterParams, connectionTestResult],
  'hosts.reach': [z.object({ id, host: id }), connectionTestResult],
  'checks.view': [clusterParams, checksView],
  /** Starts a round; what is left out means all. */
  'checks.run': [
    z.object({ id, hosts: z.array(id).optional(), checks: z.array(z.enum(CHECK_IDS)).optional() }),
    empty,
  ],
  'checks.cancel': [clusterParams, empty],
  /** What a host printed when it was asked last, without secrets; no sections: it never was, or did not answer. */
  'checks.answer': [
    z.object({ id, host: id }),
    z.object({ at: z.number(), facts: hostFacts.optional(), sections: z.array(rawProbeItem) }),
  ],
  'review.files': [clusterParams, z.object({ files: z.array(filePreview) })],
  /** A start that arrives twice, with the same `request`, is one start. */
  'runs.start': [z.object({ id, request: id.optional() }), z.object({ run: id })],
  /** Takes up a run of another Taskbox that has this cluster's package. */
  'runs.adopt': [z.object({ id, run: id }), z.object({ run: id })],
  /** Joins a run: its view now, then `runs.view` pushes. */
  'runs.watch': [runParams, runView],
  /** The run's log as `runs.log` pushes, from a byte on; asked again, from there. */
  'runs.follow': [z.object({ run: id, offset: z.number().int().nonnegative() }), empty],
  /** The outline of the run's log as `runs.outline` pushes, from an entry on. The answer: how many entries there are now. */
  'runs.outline': [
    z.object({ run: id, at: z.number().int().nonnegative() }),
    z.object({ entries: z.number() }),
  ],
  /** Ends all three. */
  'runs.leave': [runParams, empty],
  'runs.answer': [z.object({ run: id, question: z.string().max(256), answer: z.string().max(4096) }), empty],
  'runs.stop': [runParams, empty],
  /** The console's password, only when asked for. */
  'runs.password': [runParams, z.object({ password: z.string() })],
  /** `password`: a password is set, and stands where the token would. */
  'session.list': [empty, z.object({ sessions: z.array(sessionView), password: z.boolean() })],
  'session.end': [z.object({ session: id }), empty],
  'session.end-all': [empty, empty],
  /** Asks for the token (or password) again, before secrets are shown. */
  /** Fails with `confirmation-needed` unless the token was entered a short while ago. */
  'session.confirmed': [empty, empty],
  'session.confirm': [z.object({ secret: z.string().max(1024) }), empty],
  'watch.list': [runParams, z.object({ links: z.array(z.object({ id, createdAt: z.number() })) })],
  /** The link is shown once: `path` is below this server's address. */
  'watch.make': [runParams, z.object({ path: z.string(), page: z.string() })],
  'watch.revoke': [z.object({ link: id }), empty],
} as const satisfies Record<string, readonly [z.ZodType, z.ZodType]>

export type RequestName = keyof typeof requests
export type RequestPayload<N extends RequestName> = z.infer<(typeof requests)[N][0]>
export type ResponsePayload<N extends RequestName> = z.infer<(typeof requests)[N][1]>

/** Server -> browser. */
export interface ServerEvents {
  /** Another tab or the server changed a draft (a pinned key, a detected release). */
  'clusters.changed': (message: { id: string; revision: number; patch: DraftPatch }) => void
  /** What changed in the checks: in `hosts` are only those whose verdicts did. */
  'checks.changed': (message: { id: string; patch: z.infer<typeof checksView> }) => void
  'packages.progress': (message: { id: string; done: number; total: number }) => void
  /** What changed in a run's view since the one with version `from`; acknowledged, so that a slow browser gets fewer. */
  'runs.view': (message: { run: string; from: number; patch: Patch }, taken: () => void) => void
  /** Bytes of the log from `offset` on, as they are. The browser acknowledges, so that a slow one never fills memory. */
  'runs.log': (message: { run: string; offset: number; bytes: Uint8Array }, taken: () => void) => void
  /** The next entries of a log's outline; `hosts` is sent when it has grown. The browser acknowledges. */
  'runs.outline': (
    message: { run: string } & Omit<OutlineChunk, 'hosts'> & Partial<Pick<OutlineChunk, 'hosts'>>,
    taken: () => void,
  ) => void
}

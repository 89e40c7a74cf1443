/**
 * A cluster being configured: the values of the wizard's form, saved unchanged and validated by `validate-draft.ts`.
 * Texts may be empty and numbers are the text as typed, so no invalid input is lost. `to-cluster.ts` converts a draft
 * without errors to a `Cluster`.
 */
import { z } from 'zod'
import { isRecord } from '@/lib/structural-sharing'
import { INITIAL_INSTALLER } from './draft-defaults'
import { ADDON, BASTION, HOST, LOGIN, SETTINGS, TASKBOX, WAIVER } from './field-table'
import { draftShape, MAX_SECRET_LENGTH, MAX_TEXT_LENGTH, secretKeys } from './field-types'

export { MODES, type Mode, ROLES, type Role } from './field-table'

/**
 * Replaces a secret that the server stores and the browser does not have. It contains NUL, which no password can
 * contain (`ansible.md`, section 2), so it cannot be confused with a typed secret.
 */
export const SECRET_PLACEHOLDER = '\u0000kept'
/** The server stores the secret but does not use it, since its destination has changed (`lib/credentials`). */
export const WITHHELD_PLACEHOLDER = '\u0000withheld'
/** The server no longer has the secret. */
export const MISSING_PLACEHOLDER = '\u0000missing'

/** Reasons why a stored secret is not used. */
export const SECRET_STATES = ['withheld', 'missing'] as const
export type SecretState = (typeof SECRET_STATES)[number]

const PLACEHOLDERS: ReadonlySet<string> = new Set([
  SECRET_PLACEHOLDER,
  WITHHELD_PLACEHOLDER,
  MISSING_PLACEHOLDER,
])

/** Whether a value is one of the placeholders for a stored secret. */
export function isSecretPlaceholder(value: string): boolean {
  return PLACEHOLDERS.has(value)
}

const text = z.string().max(MAX_TEXT_LENGTH)

/** Earlier versions had one installer, and named the source `package` and the version `release`. */
function readFormerInstaller(saved: unknown): unknown {
  if (!isRecord(saved) || saved.source !== undefined) return saved
  const { package: source, release: version, ...fields } = saved
  return { ...fields, id: INITIAL_INSTALLER, source, version }
}

/**
 * What an installer's folder states about itself, such as the Kubernetes versions that it can install. The keys are the
 * installer's; it validates their values.
 */
export const sourceFacts = z.record(z.string().max(64), z.array(z.string().max(200)).max(1000))
export type SourceFacts = z.infer<typeof sourceFacts>

export const loginDraft = z.object(draftShape(LOGIN))
export type LoginDraft = z.infer<typeof loginDraft>

export const SECRET_FIELDS = secretKeys(LOGIN)
export type SecretField = (typeof SECRET_FIELDS)[number]

/** Earlier versions saved the route as `way`, with other values. */
const FORMER_ROUTES: ReadonlyMap<unknown, string> = new Map([
  ['shared', 'inherit'],
  ['direct', 'direct'],
  ['own', 'custom'],
])

function readFormerRoute(saved: unknown): unknown {
  if (!isRecord(saved) || !FORMER_ROUTES.has(saved.way)) return saved
  const { way, ...fields } = saved
  return { ...fields, route: FORMER_ROUTES.get(way) }
}

/**
 * A bastion (jump host), and whether it is used. A machine inherits the shared route, connects directly, or uses this
 * custom bastion; the shared bastion is `custom` or `direct`. The other fields stay when the route changes.
 */
const bastionDraft = z.preprocess(
  readFormerRoute,
  z.object({ ...draftShape(BASTION), route: z.enum(['inherit', 'direct', 'custom']) }),
)
export type BastionDraft = z.infer<typeof bastionDraft>

/** One row of the hosts table. Secrets and findings refer to `id`, so the host can be renamed and reordered. */
const hostDraft = z.object({
  ...draftShape(HOST),
  id: z.string().regex(/^[\w-]{1,64}$/),
  /** Use the draft's `login` instead of this row's fields. */
  sharedLogin: z.boolean(),
  /** Omitted: inherit the shared route. */
  bastion: bastionDraft.optional(),
})
export type HostDraft = z.infer<typeof hostDraft>

/** The machine that runs the installer: the one that Taskbox runs on, or another one over SSH. */
const taskboxDraft = z.object({
  ...draftShape(TASKBOX),
  kind: z.enum(['local', 'ssh']),
  bastion: bastionDraft.optional(),
})
export type TaskboxDraft = z.infer<typeof taskboxDraft>

const addonDraft = z.object(draftShape(ADDON))
export type AddonDraft = z.infer<typeof addonDraft>

const waiverDraft = z.object(draftShape(WAIVER))
export type WaiverDraft = z.infer<typeof waiverDraft>

const settings = z.record(z.string().max(128), z.string().max(MAX_SECRET_LENGTH))

export const draft = z.object({
  ...draftShape(SETTINGS),
  installer: z.preprocess(
    readFormerInstaller,
    z.object({
      ...draftShape(SETTINGS.installer),
      /** Read from the source when its version was detected. */
      facts: sourceFacts.optional(),
      /** The folder or tarball to use although other users of the taskbox could change it. */
      trusted: text.optional(),
      /** Why the user named a release that Taskbox did not detect; empty or absent if it was detected. */
      releaseReason: text.optional(),
    }),
  ),
  taskbox: taskboxDraft,
  /** The login of all hosts with `sharedLogin`. */
  login: loginDraft,
  /** The shared bastion. */
  bastion: bastionDraft.optional(),
  // Secrets are stored by row id, so two rows with one id would share them.
  hosts: z
    .array(hostDraft)
    .max(2000)
    .refine((hosts) => new Set(hosts.map(({ id }) => id)).size === hosts.length),
  storage: z.object({
    ...draftShape(SETTINGS.storage),
    /** By key of the installer's settings. A list has one entry per line. */
    parameters: z.record(z.string().max(128), z.string().max(MAX_SECRET_LENGTH)),
  }),
  /** The installer's own settings by key (`sections` of the release). A list has one entry per line. */
  settings: settings.default({}),
  /** By id of the add-on. One without an entry is as in the package. */
  addons: z.record(z.string().max(64), addonDraft),
  waivers: z.array(waiverDraft).max(10_000),
})
export type Draft = z.infer<typeof draft>

/**
 * The sections of a draft that a save replaces. Separate sections let two tabs edit two steps at once. A section with a
 * default has none here: zod would add it to a patch that lacks the section.
 */
export const draftPatch = draft.extend({ settings }).partial()
export type DraftPatch = z.infer<typeof draftPatch>

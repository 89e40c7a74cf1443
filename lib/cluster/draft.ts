/**
 * A cluster as somebody is still typing it: the shape that the wizard's form holds, that is saved as it stands,
 * and that the rules (`problems.ts`) judge. Every text may be empty, every number is the text that was typed, so
 * nothing is lost before it is right. `complete.ts` turns a draft without errors into a `Cluster`.
 */
import { z } from 'zod'
import { BASTION, HOST, LOGIN, SETTINGS, TASKBOX, WAIVER } from './field-table'
import { draftShape, MAX_SECRET_LENGTH, MAX_TEXT_LENGTH, secretKeys } from './field-types'

export { MODES, type Mode, ROLES, type Role } from './field-table'

/**
 * Stands in a secret's place where the server holds the secret and the browser does not. It contains NUL, which no
 * password can carry (`ansible.md`, section 2), so it can never be mistaken for one that somebody typed.
 */
export const SECRET_PLACEHOLDER = '\u0000kept'
/** In its place: the server holds the secret but does not use it, since its destination has changed (`lib/credentials`). */
export const WITHHELD_PLACEHOLDER = '\u0000withheld'
/** In its place: there was a secret, and the server no longer has it. */
export const MISSING_PLACEHOLDER = '\u0000missing'

/** Why a stored secret is not used. */
export const SECRET_STATES = ['withheld', 'missing'] as const
export type SecretState = (typeof SECRET_STATES)[number]

const PLACEHOLDERS: ReadonlySet<string> = new Set([
  SECRET_PLACEHOLDER,
  WITHHELD_PLACEHOLDER,
  MISSING_PLACEHOLDER,
])

/** Whether a value stands for a secret of the server's. */
export function isSecretPlaceholder(value: string): boolean {
  return PLACEHOLDERS.has(value)
}

const text = z.string().max(MAX_TEXT_LENGTH)

export const loginDraft = z.object(draftShape(LOGIN))
export type LoginDraft = z.infer<typeof loginDraft>

export const SECRET_FIELDS = secretKeys(LOGIN)
export type SecretField = (typeof SECRET_FIELDS)[number]

/**
 * A bastion (jump host), and whether it is used: the one for all is there (`own`) or not (`direct`); a machine goes the
 * way of all (`shared`), directly, or through its own. What was typed stays when another way is chosen.
 */
const bastionDraft = z.object({ ...draftShape(BASTION), way: z.enum(['shared', 'direct', 'own']) })
export type BastionDraft = z.infer<typeof bastionDraft>

/** One row of the hosts table. `id` keeps a row's identity (its secrets, its findings) while it is renamed or moved. */
const hostDraft = z.object({
  ...draftShape(HOST),
  id: z.string().regex(/^[\w-]{1,64}$/),
  /** Log in with `login` of the draft (one login for all) instead of this row's own. */
  sharedLogin: z.boolean(),
  /** Left out: the way of all. */
  bastion: bastionDraft.optional(),
})
export type HostDraft = z.infer<typeof hostDraft>

/** Where the installer runs: this machine, or another one reached by SSH. */
const taskboxDraft = z.object({
  ...draftShape(TASKBOX),
  kind: z.enum(['local', 'ssh']),
  bastion: bastionDraft.optional(),
})
export type TaskboxDraft = z.infer<typeof taskboxDraft>

const waiverDraft = z.object(draftShape(WAIVER))
export type WaiverDraft = z.infer<typeof waiverDraft>

export const draft = z.object({
  ...draftShape(SETTINGS),
  installer: z.object({
    ...draftShape(SETTINGS.installer),
    /** The folder or tarball that is used although other users of the taskbox could change it; left out: none. */
    trusted: text.optional(),
  }),
  taskbox: taskboxDraft,
  /** One login for all hosts whose `sharedLogin` is set. */
  login: loginDraft,
  /** What all machines are reached through; left out: nothing. */
  bastion: bastionDraft.optional(),
  // Secrets are stored by the ids of their rows.
  hosts: z
    .array(hostDraft)
    .max(2000)
    .refine((hosts) => new Set(hosts.map(({ id }) => id)).size === hosts.length),
  storage: z.object({
    ...draftShape(SETTINGS.storage),
    /** Named as in vars.yml; a list has one entry a line. */
    parameters: z.record(z.string().max(128), z.string().max(MAX_SECRET_LENGTH)),
  }),
  waivers: z.array(waiverDraft).max(10_000),
})
export type Draft = z.infer<typeof draft>

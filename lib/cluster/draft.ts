/**
 * A cluster as somebody is still typing it: the shape that the wizard's form holds, that is saved as it stands,
 * and that the rules (`problems.ts`) judge. Every text may be empty, every number is the text that was typed, so
 * nothing is lost before it is right. `complete.ts` turns a draft without errors into a `Cluster`.
 */
import { z } from 'zod'

export const ROLES = ['master', 'etcd', 'node'] as const
export type Role = (typeof ROLES)[number]

export const MODES = ['multi-node', 'all-in-one'] as const
export type Mode = (typeof MODES)[number]

/**
 * Stands in a secret's place where the server holds the secret and the browser does not. It contains NUL, which no
 * password can carry (`ansible.md`, section 2), so it can never be mistaken for one that somebody typed.
 */
export const KEPT_SECRET = '\u0000kept'
/** In its place: the server holds the secret but does not use it, since its destination has changed (`stored-secrets.ts`). */
export const WITHHELD_SECRET = '\u0000withheld'
/** In its place: there was a secret, and the server no longer has it. */
export const MISSING_SECRET = '\u0000missing'

const STORED_MARKS: ReadonlySet<string> = new Set([KEPT_SECRET, WITHHELD_SECRET, MISSING_SECRET])

/** Whether a value stands for a secret of the server's. */
export function isStoredMark(value: string): boolean {
  return STORED_MARKS.has(value)
}

const text = z.string().max(4096)
const secret = z.string().max(65_536)

/** How to log in: a password or a private key, and the sudo password of a user who is not root. */
export const loginDraft = z.object({
  user: text,
  password: secret,
  privateKey: secret,
  passphrase: secret,
  sudoPassword: secret,
})
export type LoginDraft = z.infer<typeof loginDraft>

export const SECRET_FIELDS = ['password', 'privateKey', 'passphrase', 'sudoPassword'] as const
export type SecretField = (typeof SECRET_FIELDS)[number]

/**
 * A bastion (jump host), and whether it is used: the one for all is there (`own`) or not (`direct`); a machine goes the
 * way of all (`shared`), directly, or through its own. What was typed stays when another way is chosen.
 */
export const bastionDraft = loginDraft.omit({ sudoPassword: true }).extend({
  way: z.enum(['shared', 'direct', 'own']),
  address: text,
  port: text,
  hostKey: text,
})
export type BastionDraft = z.infer<typeof bastionDraft>

/** Nothing is run on a bastion, so there is no sudo. */
export const BASTION_SECRETS = ['password', 'privateKey', 'passphrase'] as const
export type BastionSecret = (typeof BASTION_SECRETS)[number]

/** One row of the hosts table. `id` keeps a row's identity (its secrets, its findings) while it is renamed or moved. */
export const hostDraft = loginDraft.extend({
  id: z.string().regex(/^[\w-]{1,64}$/),
  name: text,
  /** What the taskbox connects to (`ansible_host`). */
  address: text,
  /** The address inside the cluster (`ip`); empty means: the same. */
  ip: text,
  /** Empty means 22. */
  port: text,
  /** This host is the taskbox itself: `ansible_connection=local`. */
  taskbox: z.boolean(),
  roles: z.array(z.enum(ROLES)),
  /** Pinned fingerprint, `SHA256:…`; empty: not seen yet. */
  hostKey: text,
  /** Log in with `login` of the draft (one login for all) instead of this row's own. */
  sharedLogin: z.boolean(),
  /** Left out: the way of all. */
  bastion: bastionDraft.optional(),
})
export type HostDraft = z.infer<typeof hostDraft>

/** Where the installer runs: this machine, or another one reached by SSH. */
export const taskboxDraft = loginDraft.extend({
  kind: z.enum(['local', 'ssh']),
  address: text,
  port: text,
  hostKey: text,
  bastion: bastionDraft.optional(),
})
export type TaskboxDraft = z.infer<typeof taskboxDraft>

/** A failing check that somebody decided to live with. `host` is a host's name; empty means every host. */
export const waiverDraft = z.object({ check: z.string().max(64), host: text, reason: text })
export type WaiverDraft = z.infer<typeof waiverDraft>

export const draft = z.object({
  name: text,
  installer: z.object({
    /** The package's folder on the taskbox. */
    package: text,
    /** Id of the detected release; empty: not detected yet. */
    release: text,
    mode: z.enum(MODES),
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
  network: z.object({
    plugin: text,
    serviceCidr: text,
    podCidr: text,
    loadBalancer: z.object({ address: text, port: text, domain: text }),
  }),
  storage: z.object({
    /** Id of the default storage class; empty: not chosen yet. */
    class: text,
    /** Named as in vars.yml; a list has one entry a line. */
    parameters: z.record(z.string().max(128), secret),
  }),
  addons: z.object({ harbor: z.object({ enabled: z.boolean(), domain: text }) }),
  waivers: z.array(waiverDraft).max(10_000),
})
export type Draft = z.infer<typeof draft>

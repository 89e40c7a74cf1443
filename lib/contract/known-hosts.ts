/** Lookups of host keys in a `known_hosts` file. */
import { z } from 'zod'

export const sshEndpoint = z.object({
  address: z.string().max(4096),
  port: z.number().int().min(1).max(65_535),
})
export type SshEndpoint = z.infer<typeof sshEndpoint>

/**
 * The result of a lookup. `absent`: no entry. `revoked`: only revoked keys. `unclear`: two keys of one type. `authority`:
 * only a certificate authority, which Taskbox does not support. `unusable`: only keys of unsupported types.
 */
export const knownHostKey = z.discriminatedUnion('state', [
  z.object({ state: z.literal('found'), fingerprint: z.string(), keyType: z.string() }),
  z.object({ state: z.enum(['absent', 'revoked', 'unclear', 'authority', 'unusable']) }),
])
export type KnownHostKey = z.infer<typeof knownHostKey>

/** Asking what a `known_hosts` file says of machines. */
import { z } from 'zod'

/** Where a machine is reached. */
export const sshEndpoint = z.object({
  address: z.string().max(4096),
  port: z.number().int().min(1).max(65_535),
})
export type SshEndpoint = z.infer<typeof sshEndpoint>

/**
 * What the file says of one. `absent`: nothing. `revoked`: only keys that are not to be taken. `unclear`: two keys of
 * one type. `authority`: who signs its keys, and certificates are not followed here. `unusable`: a key of another type.
 */
export const knownHostKey = z.discriminatedUnion('state', [
  z.object({ state: z.literal('found'), fingerprint: z.string(), keyType: z.string() }),
  z.object({ state: z.enum(['absent', 'revoked', 'unclear', 'authority', 'unusable']) }),
])
export type KnownHostKey = z.infer<typeof knownHostKey>

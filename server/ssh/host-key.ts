/** Verifies a server's host key before any credential is sent. */
import { createHash } from 'node:crypto'
import { MachineFailure } from '../machine/machine'

/** The accepted host key: the pinned one; without a pin, the first one seen or none. */
export interface HostKeyPolicy {
  /** `SHA256:…`, as OpenSSH prints it. */
  pinned?: string
  /** Accept an unknown key. A changed key is still rejected. */
  acceptUnknown?: boolean
}

export interface HostKey {
  fingerprint: string
  /** For example `ssh-ed25519`. */
  type: string
}

/** All requested types, in order of preference. The last three are signature algorithms of the same RSA key. */
export const KEY_TYPES = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
] as const
export type KeyType = (typeof KEY_TYPES)[number]

/** The types to request after the server presented a key of type `presented`. */
export function otherKeyTypes(requested: readonly KeyType[], presented: string): KeyType[] {
  const rsa = (type: string) => type.startsWith('rsa-') || type === 'ssh-rsa'
  return requested.filter((type) => type !== presented && !(rsa(presented) && rsa(type)))
}

interface Endpoint {
  machine: string
  address: string
  port: number
}

/** @returns undefined if the policy accepts the key, else the failure */
export function verifyHostKey(
  { fingerprint, type }: HostKey,
  { pinned, acceptUnknown }: HostKeyPolicy,
  endpoint: Endpoint,
): MachineFailure | undefined {
  if (pinned ? pinned === fingerprint : acceptUnknown) return undefined
  const facts = { ...endpoint, fingerprint, keyType: type }
  return pinned
    ? new MachineFailure('host-key-changed', { ...facts, pinned })
    : new MachineFailure('host-key-unknown', facts)
}

/** Parses a public key blob, which starts with its type (RFC 4253, section 6.6). The digest is unpadded base64. */
export function readHostKey(key: Buffer): HostKey {
  const digest = createHash('sha256').update(key).digest('base64').replace(/=$/, '')
  return { fingerprint: `SHA256:${digest}`, type: key.toString('latin1', 4, 4 + key.readUInt32BE(0)) }
}

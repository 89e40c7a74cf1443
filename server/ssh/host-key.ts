/** Judging a server's host key, before anything is sent that it could misuse. */
import { createHash } from 'node:crypto'
import { MachineFailure } from '../machine/machine'

/** Which host key is right: the pinned one; without a pin the first one seen, or none. */
export interface HostKeyPolicy {
  /** `SHA256:…`, as OpenSSH prints it. */
  pinned?: string
  /** Take an unknown key. A changed one is refused all the same. */
  acceptUnknown?: boolean
}

export interface HostKey {
  fingerprint: string
  /** Such as `ssh-ed25519`. */
  type: string
}

/** All that are asked for, the best first. An RSA key is one key under three names of signatures. */
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

/** What is left to ask for after a key of this type was shown. */
export function otherKeyTypes(asked: readonly KeyType[], shown: string): KeyType[] {
  const rsa = (type: string) => type.startsWith('rsa-') || type === 'ssh-rsa'
  return asked.filter((type) => type !== shown && !(rsa(shown) && rsa(type)))
}

interface Place {
  machine: string
  address: string
  port: number
}

/** @returns undefined where the key is right, else the failure */
export function judgeHostKey(
  { fingerprint, type }: HostKey,
  { pinned, acceptUnknown }: HostKeyPolicy,
  place: Place,
): MachineFailure | undefined {
  if (pinned ? pinned === fingerprint : acceptUnknown) return undefined
  const facts = { ...place, fingerprint, keyType: type }
  return pinned
    ? new MachineFailure('host-key-changed', { ...facts, pinned })
    : new MachineFailure('host-key-unknown', facts)
}

/** SHA-256 in base64 without padding; the key begins with the name of its type (RFC 4253, section 6.6). */
export function readHostKey(key: Buffer): HostKey {
  const digest = createHash('sha256').update(key).digest('base64').replace(/=$/, '')
  return { fingerprint: `SHA256:${digest}`, type: key.toString('latin1', 4, 4 + key.readUInt32BE(0)) }
}

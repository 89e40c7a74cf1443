/** The closed kinds of failures. `lib/messages/<language>/failures.json` has a text for each. */
import { z } from 'zod'
import { evidenceRow } from '@/lib/installers/sources/evidence'
import { FILE_FAILURES, MACHINE_FAILURES } from '@/lib/network/machine-failure'

/** Failures of requests, rather than of machines. */
export const REQUEST_FAILURES = [
  'bad-request',
  'not-found',
  'problems',
  'checks',
  'conflict',
  'package-none',
  'package-unknown-release',
  'package-unsupported',
  'package-other-release',
  'package-changed',
  'package-unreadable',
  'package-untrusted',
  'package-link-outside',
  'package-lock-linked',
  'tarball-unsafe',
  'tarball-broken',
  'tarball-too-large',
  'tarball-too-many',
  'repository-refused',
  'clone-failed',
  'vars-unreadable',
  'known-hosts-too-long',
  'run-active',
  'run-ended',
  'verification-refused',
  'operation-refused',
  'practice-unavailable',
  'confirmation-needed',
  'token-wrong',
  'too-many-attempts',
  'too-many',
  'message-too-large',
  'not-allowed',
  'not-signed-in',
  'secrets-locked',
  'secret-withheld',
  'secret-missing',
  'copies-left',
  'key-unusable',
  'webhook-invalid',
  'internal',
] as const
export type RequestFailureKind = (typeof REQUEST_FAILURES)[number] | (typeof FILE_FAILURES)[number]

export const failure = z.object({
  kind: z.enum([...MACHINE_FAILURES, ...FILE_FAILURES, ...REQUEST_FAILURES]),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  /** The expected and found evidence of a refused package. */
  evidence: z.array(evidenceRow).readonly().optional(),
})
export type Failure = z.infer<typeof failure>
export type FailureKind = Failure['kind']

/** The acknowledgement of a socket request. */
export type Ack<T> = { ok: true; value: T } | { ok: false; failure: Failure }

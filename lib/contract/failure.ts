/** Why a machine did not answer, in closed words; `lib/messages/<language>/failures.json` has a text for each. */
import { z } from 'zod'

export const MACHINE_FAILURES = [
  'dns',
  'refused',
  'unreachable',
  'timeout',
  'host-key-unknown',
  'host-key-changed',
  'auth',
  'sudo',
  'closed',
  'protocol',
] as const

/** A machine that answers, but cannot keep or give a file. */
export const FILE_FAILURES = ['disk-full', 'file-access'] as const
export type MachineFailureKind = (typeof MACHINE_FAILURES)[number] | (typeof FILE_FAILURES)[number]

/** Failures of the product's own: refused requests, packages that are none, files that cannot be read. */
export const REQUEST_FAILURES = [
  'bad-request',
  'not-found',
  'problems',
  'conflict',
  'package-none',
  'package-unknown-release',
  'package-unreadable',
  'tarball-unsafe',
  'tarball-broken',
  'tarball-too-large',
  'vars-unreadable',
  'file-unreadable',
  'run-active',
  'run-ended',
  'practice-unavailable',
  'not-permitted',
  'internal',
] as const
export type RequestFailureKind = (typeof REQUEST_FAILURES)[number] | (typeof FILE_FAILURES)[number]

export const failure = z.object({
  kind: z.enum([...MACHINE_FAILURES, ...FILE_FAILURES, ...REQUEST_FAILURES]),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Failure = z.infer<typeof failure>
export type FailureKind = Failure['kind']

/** What every request over the socket is answered with. */
export type Ack<T> = { ok: true; value: T } | { ok: false; failure: Failure }

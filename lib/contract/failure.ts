/** The closed kinds of failures. `lib/messages/<language>/failures.json` has a text for each. */
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
  'bastion',
] as const

/** Failures to read or write a file on a machine that answers. */
export const FILE_FAILURES = ['disk-full', 'file-access'] as const
export type MachineFailureKind = (typeof MACHINE_FAILURES)[number] | (typeof FILE_FAILURES)[number]

/** Values of a failure's `facts.reason`. In camel case, because ICU messages select by them and allow no dashes. */
export const FAILURE_REASONS = {
  timeout: ['connecting', 'handshake', 'login', 'ready', 'other'],
  auth: [
    'refused',
    'tooMany',
    'passwordExpired',
    'questions',
    'keyUnreadable',
    'passphraseMissing',
    'passphraseWrong',
  ],
  sudo: [
    'notInstalled',
    'requiretty',
    'notInSudoers',
    'wrongPassword',
    'passwordMissing',
    'passwordExpired',
    'hangs',
    'other',
  ],
  closed: ['connecting', 'handshake', 'login', 'ready', 'follow', 'bastion', 'other'],
  protocol: [
    'noCommonAlgorithm',
    'handshake',
    'brokenPacket',
    'notSsh',
    'sessionRefused',
    'noShell',
    'tooMuchOutput',
    'cutOff',
    'noPseudoTerminal',
    'jobNotStarted',
    'jobNotStopped',
    'answer',
    'logTruncated',
    'other',
  ],
  bastion: ['forwardingDenied', 'notConnected', 'noAnswer', 'full', 'other'],
  'file-access': ['denied', 'directory', 'readOnly', 'exists', 'missing', 'tooLarge', 'link', 'other'],
  'tarball-unsafe': ['absolute', 'outside', 'link', 'kind', 'duplicate', 'other'],
  'tarball-broken': [
    'notGzip',
    'empty',
    'several',
    'noPackage',
    'unknownRelease',
    'cutOff',
    'noTar',
    'other',
  ],
  'package-untrusted': ['owner', 'writable'],
} as const
export type ReasonOf<K extends keyof typeof FAILURE_REASONS> = (typeof FAILURE_REASONS)[K][number]
export type FailureReason = ReasonOf<keyof typeof FAILURE_REASONS>

/** Failures of requests, rather than of machines. */
export const REQUEST_FAILURES = [
  'bad-request',
  'not-found',
  'problems',
  'checks',
  'conflict',
  'package-none',
  'package-unknown-release',
  'package-unreadable',
  'package-untrusted',
  'package-link-outside',
  'package-lock-linked',
  'tarball-unsafe',
  'tarball-broken',
  'tarball-too-large',
  'tarball-too-many',
  'vars-unreadable',
  'file-unreadable',
  'known-hosts-too-long',
  'run-active',
  'run-ended',
  'practice-unavailable',
  'not-permitted',
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
  'internal',
] as const
export type RequestFailureKind = (typeof REQUEST_FAILURES)[number] | (typeof FILE_FAILURES)[number]

export const failure = z.object({
  kind: z.enum([...MACHINE_FAILURES, ...FILE_FAILURES, ...REQUEST_FAILURES]),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Failure = z.infer<typeof failure>
export type FailureKind = Failure['kind']

/** The acknowledgement of a socket request. */
export type Ack<T> = { ok: true; value: T } | { ok: false; failure: Failure }

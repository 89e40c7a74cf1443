/** The closed kinds of failures to reach or use a machine. */

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

/** Values of `facts.reason` by kind. In camel case, because ICU messages select by them and allow no dashes. */
export const MACHINE_FAILURE_REASONS = {
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
} as const
/** The reasons of one kind of failure, or of all. */
export type MachineFailureReason<
  K extends keyof typeof MACHINE_FAILURE_REASONS = keyof typeof MACHINE_FAILURE_REASONS,
> = (typeof MACHINE_FAILURE_REASONS)[K][number]

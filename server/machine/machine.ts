/**
 * A machine that commands run on and files lie on: this one (`local.ts`) or one reached by SSH (`ssh.ts`). Everything
 * above is the same for both. Commands are POSIX sh; arguments that come from a user go through `quote`.
 */
import type { Readable } from 'node:stream'
import type { FailureReason, MachineFailureKind } from '@/lib/contract/failure'

export interface ExecOptions {
  /** The command is ended and `timeout` thrown when it takes longer. */
  deadlineMs: number
  /** Written to standard input, which is then closed. Secrets go here, never into the command. */
  input?: string | Uint8Array
  /** More output than this is an error (`protocol`), so that a host cannot fill this process. Default 16 MiB. */
  maxBytes?: number
  /** It does no harm to run the command twice: it is run again, once, when its connection dies under it. */
  idempotent?: boolean
  /** Aborting ends the command; what is thrown is the signal's reason. */
  signal?: AbortSignal
}

export interface ExecResult {
  /** Exit status; 128 + signal number where a signal ended it. */
  code: number
  stdout: Buffer
  stderr: Buffer
  /** What the login shell's own files printed before the command began (cut from `stdout`); nearly always absent. */
  preamble?: Buffer
}

export interface StreamOptions {
  onData: (chunk: Buffer) => void
  /** Called before reading on; a slow reader holds the stream back (back pressure). */
  ready?: () => Promise<void>
  signal?: AbortSignal
}

export interface UploadOptions {
  mode: number
  /** No progress for this long is a `timeout`. */
  stallMs: number
  onProgress?: (bytes: number) => void
  signal?: AbortSignal
}

export interface Machine {
  /** For messages: `this machine` has an empty one, others `user@address:port`. */
  readonly label: string
  exec(command: string, options: ExecOptions): Promise<ExecResult>
  /** Runs a command for as long as it lasts, standard output by chunks; resolves with its exit status. */
  stream(command: string, options: StreamOptions): Promise<number>
  /** The file's bytes; undefined where there is none. More than `maxBytes` (default 16 MiB) is an error. */
  readFile(path: string, options: { deadlineMs: number; maxBytes?: number }): Promise<Buffer | undefined>
  /** Written beside and renamed over, so a reader sees the old file or the new one. `mode` holds from the first byte. */
  writeFile(
    path: string,
    content: string | Uint8Array,
    options: { mode: number; deadlineMs: number },
  ): Promise<void>
  /** Streams into a new file of that mode (one that is there already is refused); the caller renames it when whole. */
  upload(path: string, source: Readable, options: UploadOptions): Promise<void>
  /** Gives the connection back; a local machine does nothing. */
  close(): Promise<void>
}

export type FailureFacts = { machine: string; reason: FailureReason } & Record<string, string | number>

/**
 * Every way a machine can fail to answer. Thrown by every method of `Machine`; `facts` never hold a secret. `machine`
 * (a label, or `local`) and `reason` are always there, since the texts name them.
 */
export class MachineFailure extends Error {
  override readonly name = 'MachineFailure'
  readonly facts: FailureFacts
  constructor(
    readonly kind: MachineFailureKind,
    facts: Record<string, string | number> & { machine?: string; reason?: FailureReason } = {},
    options?: { cause?: unknown },
  ) {
    super(`${kind} ${JSON.stringify(facts)}`, options)
    this.facts = { ...facts, machine: facts.machine ?? 'unnamed', reason: facts.reason ?? 'other' }
  }
}

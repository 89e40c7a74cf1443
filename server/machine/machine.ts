/**
 * The interface to a machine: this one (`local.ts`) or a remote one over SSH (`../ssh/dial.ts`). Callers do not
 * distinguish the two. Commands are POSIX sh; arguments from users must go through `quote`.
 */
import type { Readable } from 'node:stream'
import type { MachineFailureKind, MachineFailureReason } from '@/lib/network/machine-failure'

export interface ExecOptions {
  /** After this time the command is killed and a MachineFailure `timeout` is thrown. */
  deadlineMs: number
  /** Written to standard input, which is then closed. Pass secrets here, never in the command. */
  input?: string | Uint8Array
  /** More output than this is a failure (`protocol`), so that a host cannot exhaust memory. Default 16 MiB. */
  maxBytes?: number
  /** The command is safe to run twice: it is retried once if its connection is lost. */
  idempotent?: boolean
  /** Aborting kills the command and throws the signal's reason. */
  signal?: AbortSignal
}

export interface ExecResult {
  /** Exit status; 128 + signal number if a signal killed the command. */
  code: number
  stdout: Buffer
  stderr: Buffer
  /** Output of the login shell's rc files before the command started (removed from `stdout`); usually absent. */
  preamble?: Buffer
}

export interface StreamOptions {
  onData: (chunk: Buffer) => void
  /** Receives standard error, which is not synchronised with standard output; default: discarded. */
  onStderr?: (chunk: Buffer) => void
  /** Called after each chunk; the next one is read when the promise resolves (backpressure). */
  ready?: () => Promise<void>
  signal?: AbortSignal
}

export interface UploadOptions {
  mode: number
  /** Without progress for this long, the upload fails with `timeout`. */
  stallMs: number
  onProgress?: (bytes: number) => void
  signal?: AbortSignal
}

export interface Machine {
  /** For messages: `user@address:port`, or empty for this machine. */
  readonly label: string
  exec(command: string, options: ExecOptions): Promise<ExecResult>
  /** Runs a command without a deadline, emits its standard output in chunks, and resolves with its exit status. */
  stream(command: string, options: StreamOptions): Promise<number>
  /** The file's bytes, or undefined if it does not exist. More than `maxBytes` (default 16 MiB) is a failure. */
  readFile(path: string, options: { deadlineMs: number; maxBytes?: number }): Promise<Buffer | undefined>
  /** Writes a temporary file and renames it, so a reader sees the old or the new one. `mode` applies from creation. */
  writeFile(
    path: string,
    content: string | Uint8Array,
    options: { mode: number; deadlineMs: number },
  ): Promise<void>
  /** Streams into a new file of that mode; fails if the file exists. The caller renames it when complete. */
  upload(path: string, source: Readable, options: UploadOptions): Promise<void>
  /** Releases the connection; does nothing for the local machine. */
  close(): Promise<void>
}

export type FailureFacts = { machine: string; reason: MachineFailureReason } & Record<string, string | number>

/**
 * Any failure of a machine or of the connection to it. Every method of `Machine` throws it. `facts` never contain a
 * secret; they always contain `machine` (a label, or `local`) and `reason`, which the messages use.
 */
export class MachineFailure extends Error {
  override readonly name = 'MachineFailure'
  readonly facts: FailureFacts
  constructor(
    readonly kind: MachineFailureKind,
    facts: Record<string, string | number> & { machine?: string; reason?: MachineFailureReason } = {},
    options?: { cause?: unknown },
  ) {
    super(`${kind} ${JSON.stringify(facts)}`, options)
    this.facts = { ...facts, machine: facts.machine ?? 'unnamed', reason: facts.reason ?? 'other' }
  }
}

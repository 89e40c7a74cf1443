/** Implements `Machine` on any `Shell`: deadlines, limits, backpressure and files. */
import type { Readable } from 'node:stream'
import type { MachineFailureReason } from '@/lib/network/machine-failure'
import { withDeadline } from './deadline'
import {
  type ExecOptions,
  type ExecResult,
  type Machine,
  MachineFailure,
  type StreamOptions,
  type UploadOptions,
} from './machine'
import type { Running, Shell } from './shell'
import { fileFailure, newName, readScript, replaceScript, uploadScript } from './shell-files'

const MAX_BYTES = 16 * 1024 * 1024
/** Timeout for the start of a streaming command. */
const START_MS = 20_000

export class ShellMachine implements Machine {
  constructor(protected readonly shell: Shell) {}

  get label(): string {
    return this.shell.label
  }

  exec(command: string, options: ExecOptions): Promise<ExecResult> {
    const { deadlineMs, signal: outer, input, maxBytes = MAX_BYTES } = options
    return withDeadline(deadlineMs, outer, this.#facts(), async (signal, abort) => {
      const running = await this.#start(command, signal)
      const onOverflow = () => abort(this.#protocol('tooMuchOutput', { limit: maxBytes }))
      const stdout = collect(running.stdout, maxBytes, onOverflow)
      const stderr = collect(running.stderr, maxBytes, onOverflow)
      running.stdin.end(input)
      const code = await running.ended
      const { preamble } = running
      return { code, stdout: stdout(), stderr: stderr(), ...(preamble.length > 0 ? { preamble } : {}) }
    })
  }

  stream(command: string, { onData, onStderr, ready, signal: outer }: StreamOptions): Promise<number> {
    return withDeadline(Number.POSITIVE_INFINITY, outer, this.#facts(), async (signal, abort) => {
      const running = await withDeadline(START_MS, signal, this.#facts(), (start) =>
        this.shell.start(command, start),
      )
      endWith(running, signal)
      running.stdin.end()
      if (onStderr) running.stderr.on('data', onStderr)
      running.stderr.resume()
      emitChunks(running.stdout, onData, ready, abort)
      return running.ended
    })
  }

  async readFile(
    path: string,
    options: { deadlineMs: number; maxBytes?: number },
  ): Promise<Buffer | undefined> {
    const { code, stdout, stderr } = await this.exec(readScript(path), { ...options, idempotent: true })
    if (code === 0) return stdout
    const failure = fileFailure('read', path, this.#machine, stderr)
    if (failure.facts.reason === 'missing') return undefined
    throw failure
  }

  async writeFile(
    path: string,
    content: string | Uint8Array,
    options: { mode: number; deadlineMs: number },
  ): Promise<void> {
    const input = typeof content === 'string' ? Buffer.from(content) : content
    const script = replaceScript(path, newName(path), options.mode, input.length)
    const { code, stderr } = await this.exec(script, { input, deadlineMs: options.deadlineMs })
    if (code !== 0) throw fileFailure('write', path, this.#machine, stderr)
  }

  async upload(path: string, source: Readable, options: UploadOptions): Promise<void> {
    const { stallMs, signal: outer } = options
    await withDeadline(Number.POSITIVE_INFINITY, outer, this.#facts(), async (signal, abort) => {
      const stalled = () =>
        abort(new MachineFailure('timeout', { seconds: stallMs / 1000, ...this.#facts() }))
      const stall = setTimeout(stalled, stallMs)
      signal.addEventListener('abort', () => source.destroy(), { once: true })
      try {
        const running = await this.#start(uploadScript(path, options.mode), signal)
        const stdout = collect(running.stdout, MAX_BYTES, stalled)
        const stderr = collect(running.stderr, MAX_BYTES, stalled)
        const sending = send(source, running, (bytes) => {
          stall.refresh()
          options.onProgress?.(bytes)
        })
        sending.catch(abort)
        const code = await running.ended
        if (code !== 0) throw fileFailure('write', path, this.#machine, stderr())
        if (Number(stdout().toString()) !== (await sending)) throw this.#protocol('cutOff')
      } finally {
        clearTimeout(stall)
      }
    }).catch(async (failure: unknown) => {
      source.destroy()
      throw failure
    })
  }

  close(): Promise<void> {
    return this.shell.close()
  }

  async #start(command: string, signal: AbortSignal): Promise<Running> {
    const running = await this.shell.start(command, signal)
    endWith(running, signal)
    return running
  }

  get #machine(): string {
    return this.label || 'local'
  }

  #facts(): { machine: string } {
    return { machine: this.#machine }
  }

  #protocol(
    reason: MachineFailureReason<'protocol'>,
    facts: Record<string, string | number> = {},
  ): MachineFailure {
    return new MachineFailure('protocol', { ...this.#facts(), reason, ...facts })
  }
}

/** Kills the command when the signal aborts. Ignores a broken pipe, since the exit status reports the cause. */
function endWith(running: Running, signal: AbortSignal): void {
  const kill = () => running.kill()
  if (signal.aborted) kill()
  else signal.addEventListener('abort', kill, { once: true })
  running.ended.then(undefined, () => undefined).then(() => signal.removeEventListener('abort', kill))
  running.stdin.on('error', () => undefined)
}

/** Buffers a stream; the returned function concatenates the bytes received so far. */
function collect(stream: Readable, maxBytes: number, onOverflow: () => void): () => Buffer {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxBytes) onOverflow()
    else chunks.push(chunk)
  })
  stream.resume()
  return () => Buffer.concat(chunks)
}

/** Emits chunks one by one; if `ready` is given, waits for it before the next chunk. */
function emitChunks(
  stream: Readable,
  onData: (chunk: Buffer) => void,
  ready: (() => Promise<void>) | undefined,
  abort: (reason: unknown) => void,
): void {
  stream.on('data', (chunk: Buffer) => {
    try {
      onData(chunk)
    } catch (error) {
      return abort(error)
    }
    if (!ready) return
    stream.pause()
    ready().then(() => stream.resume(), abort)
  })
  stream.resume()
}

/**
 * Sends a source to a command's standard input and resolves with the number of bytes sent. Throws only the source's own
 * error: if the command stops reading, its exit status reports the cause.
 */
async function send(source: Readable, running: Running, progress: (bytes: number) => void): Promise<number> {
  let sent = 0
  for await (const data of source) {
    const chunk: Buffer = Buffer.from(data)
    const error = await new Promise((resolve) => running.stdin.write(chunk, resolve))
    if (error) break
    sent += chunk.length
    progress(sent)
  }
  running.stdin.end()
  return sent
}

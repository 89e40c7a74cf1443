/**
 * A shell that runs every command as root by sudo. The password is sent only in response to sudo's prompt: without a
 * prompt, it would become the command's first input.
 */
import { PassThrough, type Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { MachineFailureReason } from '@/lib/network/machine-failure'
import { HeadBuffer, MAX_HEAD_BYTES } from './head-buffer'
import { MachineFailure } from './machine'
import { quote } from './quote'
import { newSentinel, readToSentinel } from './sentinel'
import { killScript, type Running, type Shell } from './shell'

/** From the start of sudo to the start of the command: a resolver or PAM that hangs is reported, not waited for. */
const SUDO_MS = 30_000
/** A PAM prompt differs from other output only by the silence after it. */
const FOREIGN_PROMPT_MS = 1_500
/** Longer than any phrase searched for in sudo's output. */
const OVERLAP_BYTES = 256

/** Wraps a shell in sudo. Without a password, sudo must not require one (`NOPASSWD`). Closing it closes the shell. */
export function withSudo(shell: Shell, password: string | undefined): Shell {
  /** A rejected password is never retried, since some systems lock the account. */
  let refused: MachineFailure | undefined
  const start = async (command: string, signal: AbortSignal, urgent?: boolean): Promise<Running> => {
    if (refused) throw refused
    const [sentinel, prompt] = [newSentinel(), newSentinel()]
    const asRoot = `exec /bin/sh -c ${quote(`echo ${sentinel}; ${command}`)}`
    const running = await shell.start(sudo(prompt, asRoot), signal, urgent)
    const overflow = new AbortController()
    const dialog = new SudoDialog(running, prompt, password, () => overflow.abort(tooMuchOutput(shell)))
    const limit = setTimeout(() => dialog.giveUp('hangs'), SUDO_MS)
    try {
      const { rest, before } = await readToSentinel(
        running.stdout,
        sentinel,
        AbortSignal.any([signal, overflow.signal]),
      )
      if (rest === undefined && before.length > MAX_HEAD_BYTES) throw tooMuchOutput(shell)
      if (rest === undefined) throw failure(shell, await dialog.failureReason())
      const stderr = dialog.end()
      return {
        ...running,
        stderr,
        preamble: Buffer.concat([running.preamble, before]),
        ended: running.ended.then(async (code) => {
          await finished(stderr)
          return code
        }),
        kill: () => kill(running),
      }
    } catch (error) {
      running.kill()
      if (error instanceof MachineFailure && error.facts.reason === 'wrongPassword') refused = error
      throw error
    } finally {
      clearTimeout(limit)
      dialog.stop()
    }
  }
  /** Only root may kill root's processes. */
  const kill = (running: Running) => {
    const { signal } = new AbortController()
    start(killScript(running.group), signal, true).then(drain, () => running.kill())
  }
  return { label: shell.label, start, close: () => shell.close() }
}

function sudo(prompt: string, command: string): string {
  const run = `LC_ALL=C exec sudo -k -S -H -p ${prompt} -- /bin/sh -c ${quote(command)}`
  return `command -v sudo >/dev/null || { echo 'sudo: ${NOT_INSTALLED}' >&2; exit 1; }; ${run}`
}

function drain(running: Running): void {
  running.stdin.end()
  running.stdout.resume()
  running.stderr.resume()
  running.ended.catch(() => undefined)
}

/** Responds to prompts on standard error until the command starts. */
class SudoDialog {
  readonly #output = new HeadBuffer()
  #prompts = 0
  /** Offset from which the next prompt is searched. */
  #searched = 0
  #answered = 0
  #failure: MachineFailureReason<'sudo'> | undefined
  #silence: NodeJS.Timeout | undefined

  constructor(
    private readonly running: Running,
    private readonly prompt: string,
    private readonly password: string | undefined,
    private readonly onTooLong: () => void,
  ) {
    running.stderr.on('data', this.#onOutput).resume()
  }

  /** Why sudo did not start the command; resolves when its output has been read. */
  async failureReason(): Promise<MachineFailureReason<'sudo'>> {
    await this.running.ended.catch(() => undefined)
    return this.#failure ?? reasonOf(this.#text())
  }

  giveUp(reason: MachineFailureReason<'sudo'>): void {
    this.#failure ??= reason
    this.running.stdin.end()
    this.running.kill()
  }

  stop(): void {
    clearTimeout(this.#silence)
    this.running.stderr.off('data', this.#onOutput)
  }

  /** The command's standard error, without sudo's prompts. The stream may already have ended. */
  end(): Readable {
    this.stop()
    const { stderr } = this.running
    const output = new PassThrough()
    output.write(Buffer.from(this.#text().replaceAll(this.prompt, ''), 'latin1'))
    if (stderr.readableEnded) output.end()
    else stderr.pipe(output)
    return output
  }

  readonly #onOutput = (chunk: Buffer) => {
    if (this.#output.isTooLong) return
    this.#output.push(chunk)
    clearTimeout(this.#silence)
    // Search the new bytes only: a host can send many small chunks.
    const recent = this.#text(this.#output.length - chunk.length - OVERLAP_BYTES)
    this.#countPrompts()
    if (this.#output.isTooLong) this.onTooLong()
    else if (EXPIRED.test(recent)) this.giveUp('passwordExpired')
    else if (this.#prompts > this.#answered) this.#answer()
    else if (this.#answered === 0 && /[:?] *$/.test(recent))
      this.#silence = setTimeout(() => this.#answer(), FOREIGN_PROMPT_MS)
  }

  #countPrompts(): void {
    const { bytes } = this.#output
    for (;;) {
      const at = bytes.indexOf(this.prompt, this.#searched)
      if (at < 0) break
      this.#prompts += 1
      this.#searched = at + this.prompt.length
    }
    this.#searched = Math.max(this.#searched, bytes.length - this.prompt.length + 1)
  }

  #text(from = 0): string {
    return this.#output.bytes.toString('latin1', Math.max(0, from))
  }

  #answer(): void {
    this.#answered += 1
    if (this.#answered > 1) this.giveUp('wrongPassword')
    else if (this.password === undefined) this.giveUp('passwordMissing')
    else this.running.stdin.write(`${this.password}\n`)
  }
}

const NOT_INSTALLED = 'not installed here'

/** Texts of sudo and PAM before they prompt for a new password, which Taskbox cannot choose. */
const EXPIRED = /Account or password is expired|required to change your password/

/** sudo has one exit status for all failures; these are its messages in the C locale (`plugins/sudoers`). */
const REASONS: readonly [RegExp, MachineFailureReason<'sudo'>][] = [
  [new RegExp(NOT_INSTALLED), 'notInstalled'],
  [/must have a tty/, 'requiretty'],
  [/not in the sudoers|may not run sudo|is not allowed to (execute|run)/, 'notInSudoers'],
  [/incorrect password|no password was provided/, 'wrongPassword'],
  [EXPIRED, 'passwordExpired'],
  [/password is required/, 'passwordMissing'],
]

function reasonOf(output: string): MachineFailureReason<'sudo'> {
  return REASONS.find(([pattern]) => pattern.test(output))?.[1] ?? 'other'
}

function failure(shell: Shell, reason: MachineFailureReason<'sudo'>): MachineFailure {
  const user = shell.label.split('@')[0] ?? ''
  return new MachineFailure('sudo', { machine: shell.label || 'local', user, reason })
}

function tooMuchOutput(shell: Shell): MachineFailure {
  const facts = { machine: shell.label || 'local', reason: 'tooMuchOutput', limit: MAX_HEAD_BYTES } as const
  return new MachineFailure('protocol', facts)
}

/**
 * A shell whose commands all run as root, by sudo, for a user who is not root. The password goes to sudo when sudo
 * asks for it and never otherwise: where it asks for none, the password would else be the command's first input.
 */
import { PassThrough, type Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { ReasonOf } from '@/lib/contract/failure'
import { HeadBuffer, MAX_HEAD_BYTES } from './head-buffer'
import { MachineFailure } from './machine'
import { quote } from './quote'
import { newSentinel, readToSentinel } from './sentinel'
import { killScript, type Running, type Shell } from './shell'

/** sudo itself, from its start to the command's: a resolver or PAM that hangs is named, not waited for. */
const SUDO_MS = 30_000
/** A prompt of PAM's own cannot be told from other words but by the silence after it. */
const FOREIGN_PROMPT_MS = 1_500
/** Longer than any phrase that is searched in what sudo prints. */
const OVERLAP_BYTES = 256

/** Puts sudo around a shell. Without a password sudo must ask for none (`NOPASSWD`). Closing it closes the shell. */
export function withSudo(shell: Shell, password: string | undefined): Shell {
  /** A password that was refused is not tried again: some systems lock an account for that. */
  let refused: MachineFailure | undefined
  const start = async (command: string, signal: AbortSignal, urgent?: boolean): Promise<Running> => {
    if (refused) throw refused
    const [mark, prompt] = [newSentinel(), newSentinel()]
    const asRoot = `exec /bin/sh -c ${quote(`echo ${mark}; ${command}`)}`
    const running = await shell.start(sudo(prompt, asRoot), signal, urgent)
    const flood = new AbortController()
    const talk = new SudoDialog(running, prompt, password, () => flood.abort(tooMuchOutput(shell)))
    const limit = setTimeout(() => talk.giveUp('hangs'), SUDO_MS)
    try {
      const { rest, before } = await readToSentinel(
        running.stdout,
        mark,
        AbortSignal.any([signal, flood.signal]),
      )
      if (rest === undefined && before.length > MAX_HEAD_BYTES) throw tooMuchOutput(shell)
      if (rest === undefined) throw failure(shell, await talk.complaint())
      const stderr = talk.end()
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
      talk.stop()
    }
  }
  /** Only root may end root's processes. */
  const kill = (running: Running) => {
    const { signal } = new AbortController()
    start(killScript(running.group), signal, true).then(drain, () => running.kill())
  }
  return { label: shell.label, start, close: () => shell.close() }
}

function sudo(prompt: string, command: string): string {
  const ask = `LC_ALL=C exec sudo -k -S -H -p ${prompt} -- /bin/sh -c ${quote(command)}`
  return `command -v sudo >/dev/null || { echo 'sudo: ${NOT_THERE}' >&2; exit 1; }; ${ask}`
}

function drain(running: Running): void {
  running.stdin.end()
  running.stdout.resume()
  running.stderr.resume()
  running.ended.catch(() => undefined)
}

/** What is said on standard error until the command begins. */
class SudoDialog {
  readonly #said = new HeadBuffer()
  #prompts = 0
  /** From where on the next prompt of ours is searched. */
  #searched = 0
  #asked = 0
  #gaveUp: ReasonOf<'sudo'> | undefined
  #silence: NodeJS.Timeout | undefined

  constructor(
    private readonly running: Running,
    private readonly prompt: string,
    private readonly password: string | undefined,
    private readonly onTooLong: () => void,
  ) {
    running.stderr.on('data', this.#hear).resume()
  }

  /** Why sudo did not begin, once all it had to say was read. */
  async complaint(): Promise<ReasonOf<'sudo'>> {
    await this.running.ended.catch(() => undefined)
    return this.#gaveUp ?? reasonOf(this.#text())
  }

  giveUp(reason: ReasonOf<'sudo'>): void {
    this.#gaveUp ??= reason
    this.running.stdin.end()
    this.running.kill()
  }

  stop(): void {
    clearTimeout(this.#silence)
    this.running.stderr.off('data', this.#hear)
  }

  /** Standard error as the command's own, without what passed between sudo and us. It may have ended meanwhile. */
  end(): Readable {
    this.stop()
    const { stderr } = this.running
    const own = new PassThrough()
    own.write(Buffer.from(this.#text().replaceAll(this.prompt, ''), 'latin1'))
    if (stderr.readableEnded) own.end()
    else stderr.pipe(own)
    return own
  }

  readonly #hear = (chunk: Buffer) => {
    if (this.#said.isTooLong) return
    this.#said.push(chunk)
    clearTimeout(this.#silence)
    // Search the new bytes only: a host can send very many small chunks.
    const recent = this.#text(this.#said.length - chunk.length - OVERLAP_BYTES)
    this.#countPrompts()
    if (this.#said.isTooLong) this.onTooLong()
    else if (EXPIRED.test(recent)) this.giveUp('passwordExpired')
    else if (this.#prompts > this.#asked) this.#answer()
    else if (this.#asked === 0 && /[:?] *$/.test(recent))
      this.#silence = setTimeout(() => this.#answer(), FOREIGN_PROMPT_MS)
  }

  #countPrompts(): void {
    const { bytes } = this.#said
    for (;;) {
      const at = bytes.indexOf(this.prompt, this.#searched)
      if (at < 0) break
      this.#prompts += 1
      this.#searched = at + this.prompt.length
    }
    this.#searched = Math.max(this.#searched, bytes.length - this.prompt.length + 1)
  }

  #text(from = 0): string {
    return this.#said.bytes.toString('latin1', Math.max(0, from))
  }

  #answer(): void {
    this.#asked += 1
    if (this.#asked > 1) this.giveUp('wrongPassword')
    else if (this.password === undefined) this.giveUp('passwordMissing')
    else this.running.stdin.write(`${this.password}\n`)
  }
}

const NOT_THERE = 'not installed here'

/** sudo's words, and PAM's, before they ask for a new password: nothing that is ours to make up. */
const EXPIRED = /Account or password is expired|required to change your password/

/** sudo has one exit status for everything; these are its words in the C locale (`plugins/sudoers`). */
const REASONS: readonly [RegExp, ReasonOf<'sudo'>][] = [
  [new RegExp(NOT_THERE), 'notInstalled'],
  [/must have a tty/, 'requiretty'],
  [/not in the sudoers|may not run sudo|is not allowed to (execute|run)/, 'notInSudoers'],
  [/incorrect password|no password was provided/, 'wrongPassword'],
  [EXPIRED, 'passwordExpired'],
  [/password is required/, 'passwordMissing'],
]

function reasonOf(said: string): ReasonOf<'sudo'> {
  return REASONS.find(([pattern]) => pattern.test(said))?.[1] ?? 'other'
}

function failure(shell: Shell, reason: ReasonOf<'sudo'>): MachineFailure {
  const user = shell.label.split('@')[0] ?? ''
  return new MachineFailure('sudo', { machine: shell.label || 'local', user, reason })
}

function tooMuchOutput(shell: Shell): MachineFailure {
  const facts = { machine: shell.label || 'local', reason: 'tooMuchOutput', limit: MAX_HEAD_BYTES } as const
  return new MachineFailure('protocol', facts)
}

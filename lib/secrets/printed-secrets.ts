/**
 * Finds secrets that an installer generates and prints: the console's password, in the banner at the end of a log or in
 * that banner as Ansible prints it in JSON. Scans the log in chunks and reports a secret once its line is complete.
 *
 * A host decides what a failed task prints, so it can print any number of such lines. The first few secrets are masked
 * wherever they occur. Further ones are masked only after their label, which costs the same for any number of them.
 */
import { type ByteMask, createByteMask } from './mask-bytes'

const COLOUR = '\u001b\\[[\\d;]*m'
const COLOURS = new RegExp(COLOUR, 'g')
const SPACES = `(?:${COLOUR}|[ \\t])*`
const WIDE_COLON = '\u00ef\u00bc\u009a'
/** `Password: …` at the start of a line or of a string, with or without colours, with a colon of either width (in UTF-8). */
const LABEL = new RegExp(`(?:^|["']|\\\\n)${SPACES}Password[ \\t]?(?::|${WIDE_COLON})${SPACES}`, 'gim')
/** Bytes of an unfinished line that are searched again with the next chunk. */
const LINE_BYTES = 4096
const MAX_SECRET_BYTES = 256
/** Masking takes time in proportion to the secrets; an installer prints one or two. */
const MAX_SECRETS = 20
const STAR = 0x2a
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

export class PrintedSecrets {
  readonly #found = new Set<string>()
  /** The end of the log since its last newline, one character a byte. */
  #unfinished = ''
  #pendingBytes = 0
  #hasMore = false

  /** Grows whenever `maskWith` has more to mask. */
  get count(): number {
    return this.#found.size + (this.#hasMore ? 1 : 0)
  }

  /** Whether the log has more secrets than `all`. */
  get hasMore(): boolean {
    return this.#hasMore
  }

  /** The first ones, in the order of the log. */
  get all(): readonly string[] {
    return [...this.#found]
  }

  /** Number of bytes at the end of the log that belong to a secret whose line is incomplete. */
  get pendingBytes(): number {
    return this.#pendingBytes
  }

  push(chunk: Uint8Array): void {
    const text =
      this.#unfinished + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1')
    this.#pendingBytes = 0
    for (const { start, value, isComplete, isOpen } of labelledValues(text)) {
      if (isOpen) this.#pendingBytes = Math.max(this.#pendingBytes, text.length - start)
      const secret = value.replace(COLOURS, '').trim()
      if (isComplete && secret !== '') this.#add(Buffer.from(secret, 'latin1').toString())
    }
    this.#unfinished = text.slice(Math.max(text.lastIndexOf('\n') + 1, text.length - LINE_BYTES))
  }

  #add(secret: string): void {
    if (this.#found.size < MAX_SECRETS) this.#found.add(secret)
    else if (!this.#found.has(secret)) this.#hasMore = true
  }
}

/** A mask for these secrets and for those that the log printed itself. */
export function maskWith(secrets: readonly string[], printed: PrintedSecrets): ByteMask {
  const mask = createByteMask([...secrets, ...printed.all])
  return printed.hasMore ? withLabelledSecrets(mask) : mask
}

/** Masks every value that follows a label as well, up to the end of its line or string. */
function withLabelledSecrets(inner: ByteMask): ByteMask {
  return {
    lookaround: Math.max(inner.lookaround, LINE_BYTES),
    mask(bytes, more) {
      const masked = inner.mask(bytes, more)
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
      let redacted = masked === bytes ? undefined : masked
      for (const { start, value } of labelledValues(text)) {
        redacted ??= Uint8Array.from(bytes)
        for (let at = start; at < start + value.length; at += 1)
          if (bytes[at] !== LINE_FEED && bytes[at] !== CARRIAGE_RETURN) redacted[at] = STAR
      }
      return redacted ?? bytes
    },
    pendingFrom: (bytes, masked) => inner.pendingFrom(bytes, masked),
  }
}

interface LabelledValue {
  /** Where the value starts in the text. */
  start: number
  /** The printed value, with colours; of a longer value the first 256 bytes. */
  value: string
  /** Whether the value's end is known. */
  isComplete: boolean
  /** Whether the value may end in what follows the text. */
  isOpen: boolean
}

/** Each `Password: …` of a text with one character a byte. */
function* labelledValues(text: string): Generator<LabelledValue> {
  for (const { index, 0: label } of text.matchAll(LABEL)) {
    const start = index + label.length
    const rest = text.slice(start, start + MAX_SECRET_BYTES)
    const end = (/["'\\]/.test(label) ? /["'\\\r\n]/ : /[\r\n]/).exec(rest)?.index
    yield {
      start,
      value: rest.slice(0, end),
      isComplete: end !== undefined,
      isOpen: end === undefined && rest.length < MAX_SECRET_BYTES,
    }
  }
}

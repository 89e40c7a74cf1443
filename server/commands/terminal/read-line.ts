/** Reads one line from the terminal, with or without echo, or from standard input. */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

export interface ReadOptions {
  /** Do not echo the line on a terminal. */
  hidden?: boolean
  /** Stops reading; the result is undefined. */
  signal?: AbortSignal
}

/** Prints the query on a terminal only. Resolves with undefined at the end of input. */
export async function readLine(
  query: string,
  { hidden = false, signal }: ReadOptions = {},
): Promise<string | undefined> {
  const { stdin, stderr } = process
  const isTerminal = stdin.isTTY === true
  const discard = new Writable({ write: (_chunk, _encoding, done) => done() })
  const output = isTerminal && !hidden ? stderr : discard
  const lines = createInterface({ input: stdin, output, terminal: isTerminal, historySize: 0 })
  // In raw mode Ctrl-C is a key.
  lines.on('SIGINT', () => {
    lines.close()
    process.kill(process.pid, 'SIGINT')
  })
  signal?.addEventListener('abort', () => lines.close(), { once: true })
  const line = new Promise<string | undefined>((resolve) => {
    lines.once('line', resolve)
    lines.once('close', () => resolve(undefined))
  })
  if (isTerminal && hidden) stderr.write(query)
  lines.setPrompt(query)
  lines.prompt()
  const read = await line
  lines.close()
  if (isTerminal && hidden) stderr.write('\n')
  return read
}

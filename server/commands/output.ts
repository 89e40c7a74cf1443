/**
 * What a command prints. Standard output carries only what was promised (a log, JSON, a table); everything that
 * speaks to a person goes to standard error.
 */

import { type Problem, pathText } from '@/lib/cluster/problem'
import type { Failure } from '@/lib/contract/failure'
import { translator } from '../translator'

export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** A pipe that nobody reads any more is told to whoever writes (below), and must not be an uncaught error besides. */
process.stdout.on('error', () => undefined)
/** The same for standard error: Next writes uncaught errors there, and each would bring the next for ever. */
process.stderr.on('error', () => undefined)

/** Writes to standard output and waits until it was taken, so that a slow pipe holds the writer back. */
export function print(bytes: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

/** Every problem with its line, path, code, what happened and what to do. */
export function sayProblems(file: string, problems: readonly Problem[]): void {
  const t = translator()
  for (const { code, severity, path, facts, line } of problems) {
    const place = `${file}${line ? `:${line}` : ''}: ${pathText(path) || '-'}`
    say(
      `${place}: ${severity} ${code}: ${t(`problems.${code}.message`, facts)} ${t(`problems.${code}.remedy`, facts)}`,
    )
  }
}

export function sayFailure({ kind, facts }: Failure): void {
  const t = translator()
  say(`taskbox: ${t(`failures.${kind}.message`, facts)} ${t(`failures.${kind}.remedy`, facts)}`)
}

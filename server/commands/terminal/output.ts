/**
 * What a command prints. Standard output carries only what was promised (a log, JSON, a table); everything that
 * speaks to a person goes to standard error. Foreign text is made visible (visible.ts), whichever it goes to.
 */

import { formatPath, type Problem } from '@/lib/cluster/problem'
import type { Failure } from '@/lib/contract/failure'
import { translator } from '../../translator'
import { escapeFacts, escapeLine, escapeText, jsonLine } from './escape'

/** @param text one line, or several of Taskbox's own */
export function printStderr(text: string): void {
  process.stderr.write(`${escapeText(text)}\n`)
}

/** A pipe that nobody reads any more is told to whoever writes (below), and must not be an uncaught error besides. */
process.stdout.on('error', () => undefined)
/** The same for standard error: Next writes uncaught errors there, and each would bring the next for ever. */
process.stderr.on('error', () => undefined)

/** Writes to standard output as it is and waits until it was taken, so that a slow pipe holds the writer back. */
export function print(bytes: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

/** One line of JSON on standard output. */
export function printJson(value: unknown): Promise<void> {
  return print(jsonLine(value))
}

/** Every problem with its line, path, code, what happened and what to do. */
export function printProblems(file: string, problems: readonly Problem[]): void {
  const t = translator()
  for (const { code, severity, path, facts, line } of problems) {
    const place = escapeLine(`${file}${line ? `:${line}` : ''}: ${formatPath(path) || '-'}`)
    const shown = escapeFacts(facts)
    printStderr(
      `${place}: ${severity} ${code}: ${t(`problems.${code}.message`, shown)} ${t(`problems.${code}.remedy`, shown)}`,
    )
  }
}

export function printFailure({ kind, facts }: Failure): void {
  const t = translator()
  const shown = escapeFacts(facts)
  printStderr(`taskbox: ${t(`failures.${kind}.message`, shown)} ${t(`failures.${kind}.remedy`, shown)}`)
}

/**
 * Output of commands. Standard output carries only results (a log, JSON, a table); messages go to standard error. Control
 * characters in untrusted text are escaped (escape.ts).
 */

import { formatPath, type Problem } from '@/lib/cluster/problem'
import type { Failure } from '@/lib/contract/failure'
import { describeEvidence } from '@/lib/installers/sources/describe-evidence'
import type { EvidenceRow } from '@/lib/installers/sources/evidence'
import { translator } from '../../translator'
import { escapeFacts, escapeLine, escapeText, jsonLine } from './escape'

/** Prints a message on standard error. @param text may have several lines if all of them are from Taskbox */
export function printStderr(text: string): void {
  process.stderr.write(`${escapeText(text)}\n`)
}

/** A closed pipe rejects the write (below); without a listener it would be an uncaught error as well. */
process.stdout.on('error', () => undefined)
/** Also for standard error: Next prints uncaught errors there, and each failed write would cause another one. */
process.stderr.on('error', () => undefined)

/** Writes to standard output and waits until it is flushed, so that a slow pipe applies backpressure. */
export function print(bytes: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

/** Prints one line of JSON on standard output. */
export function printJson(value: unknown): Promise<void> {
  return print(jsonLine(value))
}

/** Prints each problem with line, path, code, message and remedy on standard error. */
export function printProblems(file: string, problems: readonly Problem[]): void {
  const t = translator()
  for (const { code, severity, path, facts, line } of problems) {
    const location = escapeLine(`${file}${line ? `:${line}` : ''}: ${formatPath(path) || '-'}`)
    const escaped = escapeFacts(facts)
    printStderr(
      `${location}: ${severity} ${code}: ${t(`problems.${code}.message`, escaped)} ${t(`problems.${code}.remedy`, escaped)}`,
    )
  }
}

export function printFailure({ kind, facts, evidence = [] }: Failure): void {
  const t = translator()
  const escaped = escapeFacts(facts)
  printStderr(`taskbox: ${t(`failures.${kind}.message`, escaped)} ${t(`failures.${kind}.remedy`, escaped)}`)
  printEvidence(evidence)
}

/** Prints the expected and the found evidence of a package, by release. */
export function printEvidence(evidence: readonly EvidenceRow[]): void {
  const t = translator()
  let release = ''
  for (const row of evidence) {
    if (row.release !== release) printStderr(`  ${escapeLine(row.release)}`)
    release = row.release
    const words = describeEvidence(row, (name) => t(`installer.evidence.${name}`))
    const args = { expected: words.expected, found: escapeLine(words.found) }
    printStderr(
      `    ${row.matches ? '✓' : '✗'} ${escapeLine(words.subject)}: ${t('installer.evidence.line', args)}`,
    )
  }
}

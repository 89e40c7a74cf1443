/**
 * Answers that the command line gives in advance: `--answer PATTERN=TEXT`. PATTERN is plain text that the prompt contains,
 * or a regular expression between slashes. TEXT is the answer, or `${env:NAME}` or `${file:PATH}` as in a cluster file, so
 * that a password is not visible in the process list.
 */
import { parseReference } from '@/lib/cluster/file/secret-references'
import { lineProblem } from '@/lib/run/input-line'
import type { Prompt } from '@/lib/run/prompt'
import { translator } from '../translator'
import { createReferenceResolver } from './references'
import { escapeFacts } from './terminal/escape'
import { printStderr } from './terminal/output'

interface PreparedAnswer {
  /** As on the command line. */
  pattern: string
  matches: (prompt: string) => boolean
  text: string
}

/** A prompt that returns with the same text after this many answers does not accept them. */
const MAX_USES = 3

export class PreparedAnswers {
  readonly #uses = new Map<string, number>()

  constructor(private readonly answers: readonly PreparedAnswer[]) {}

  /** The first answer that matches; undefined if it was given too often for the same text. */
  answerFor({ text }: Pick<Prompt, 'text'>): Pick<PreparedAnswer, 'pattern' | 'text'> | undefined {
    const found = this.answers.find(({ matches }) => matches(text))
    if (!found) return undefined
    const key = `${found.pattern}\n${text}`
    const uses = (this.#uses.get(key) ?? 0) + 1
    this.#uses.set(key, uses)
    return uses <= MAX_USES ? found : undefined
  }
}

/** Parses the options, and reads variables and files. If one is invalid, prints the reason and returns undefined. */
export function prepareAnswers(options: readonly string[]): PreparedAnswers | undefined {
  const answers = options.map(parseOption)
  const problems = answers.filter((answer) => 'problem' in answer)
  for (const { problem, facts } of problems)
    printStderr(`taskbox: ${translator()(`cli.${problem}`, escapeFacts(facts))}`)
  return problems.length > 0 ? undefined : new PreparedAnswers(answers.filter((answer) => 'text' in answer))
}

type Problem = { problem: 'answer-invalid' | 'answer-unresolved'; facts: Record<string, string> }

/** Messages never contain the answer, which may be a secret. */
function parseOption(option: string): PreparedAnswer | Problem {
  const [, source, flags, ofExpression] = /^\/(.+?)\/([imu]*)=(.*)$/s.exec(option) ?? []
  const at = option.indexOf('=')
  const pattern = source === undefined ? option.slice(0, Math.max(0, at)) : `/${source}/${flags}`
  const matches = source === undefined ? containing(pattern) : expression(source, flags)
  if (pattern.trim() === '' || !matches) return { problem: 'answer-invalid', facts: { pattern } }
  const value = ofExpression ?? option.slice(at + 1)
  const text = resolveText(value)
  if (text === undefined) return { problem: 'answer-unresolved', facts: { pattern, reference: value } }
  return lineProblem(text) ? { problem: 'answer-invalid', facts: { pattern } } : { pattern, matches, text }
}

function containing(plain: string): (prompt: string) => boolean {
  const wanted = plain.toLowerCase()
  return (prompt) => prompt.toLowerCase().includes(wanted)
}

function expression(source: string, flags = ''): ((prompt: string) => boolean) | undefined {
  try {
    const pattern = new RegExp(source, flags)
    return (prompt) => pattern.test(prompt)
  } catch {
    return undefined
  }
}

function resolveText(value: string): string | undefined {
  const reference = parseReference(value)
  if (!reference) return value
  const found = createReferenceResolver(process.cwd(), true)({ ...reference, path: [] })
  return typeof found === 'string' ? found.replace(/\r?\n$/, '') : undefined
}

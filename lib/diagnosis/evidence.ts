/** What a log says about one failure, and whether a signature matches it. */
import type { AnsibleEvent, ResultField, ResultFields } from '@/lib/log/ansible/event'
import type { Rule, Scope, Signature } from './signature'

export interface Evidence {
  /** The line, or the values that state the reason of a failure. */
  text: string
  /** The output of a failed command: it may contain anything, the reason included. */
  output: string
  /** The values of a failed task; undefined for a line. */
  fields: ResultFields | undefined
}

/** The values that state a reason, in this order. */
const REASONS: readonly ResultField[] = [
  'msg',
  'reason',
  'censored',
  'stderr',
  'module_stderr',
  'module_stdout',
  'assertion',
]
/** Longer text is truncated before the search. */
const MAX_TEXT_CHARS = 17_000
const MAX_TASK_CHARS = 400

export const lineEvidence = (text: string): Evidence => ({
  text: text.slice(0, MAX_TEXT_CHARS),
  output: '',
  fields: undefined,
})

/** The evidence of a failed result. Without standard error, the output states the reason. */
export function resultEvidence(event: Extract<AnsibleEvent, { type: 'result' }>, task: string): Evidence {
  const fields: ResultFields = event.fields ?? { msg: event.message }
  const { stdout = '', exception = '', stderr, url } = fields
  const title = event.status === 'failed' ? `FAILED: ${task.slice(0, MAX_TASK_CHARS)}` : ''
  const reasons = distinct(REASONS.map((field) => labelled(field, fields[field])))
  const isOnlyOutput = stderr === undefined
  const parts = [title, ...reasons, isOnlyOutput ? stdout : '', url ? `url: ${url}` : '']
  return {
    text: parts.filter(Boolean).join('\n').slice(0, MAX_TEXT_CHARS),
    output: distinct([isOnlyOutput ? '' : stdout, exception])
      .join('\n')
      .slice(0, MAX_TEXT_CHARS),
    fields,
  }
}

const labelled = (field: ResultField, value = ''): string =>
  field === 'censored' && value ? `censored: ${value}` : value

/** Without values that another one contains: many modules repeat standard error in their message. */
const distinct = (texts: readonly string[]): string[] =>
  texts.filter((text, at) => text && !texts.some((other, n) => n < at && other.includes(text)))

/** All text of the evidence, in which keywords are searched. */
export const searchable = ({ text, output, fields }: Evidence): string =>
  [text, output, fields?.cmd].filter(Boolean).join('\n')

export interface EvidenceMatch {
  match: RegExpExecArray
  /** Whether only the output of a command matches. */
  isOutput: boolean
}

/** The first rule of a signature that matches, in the reasons before the output. */
export function matchEvidence(signature: Signature, evidence: Evidence): EvidenceMatch | undefined {
  for (const rule of [signature, ...(signature.also ?? [])]) {
    const found = isInScope(rule.scope, evidence) ? matchRule(rule, evidence) : undefined
    if (found) return found
  }
  return undefined
}

function matchRule({ pattern, scope }: Rule, { text, output, fields }: Evidence): EvidenceMatch | undefined {
  const isNarrow = fields !== undefined && scope?.fields !== undefined
  const searched = isNarrow ? scope.fields.map((field) => fields[field] ?? '').join('\n') : text
  const inText = pattern.exec(searched)
  if (inText) return { match: inText, isOutput: false }
  const inOutput = isNarrow || !output ? null : pattern.exec(output)
  return inOutput ? { match: inOutput, isOutput: true } : undefined
}

function isInScope(scope: Scope | undefined, { text, fields }: Evidence): boolean {
  if (!scope) return true
  const { cmd, rc } = fields ?? {}
  if (scope.unless?.test(text)) return false
  if (scope.command && !(cmd !== undefined && scope.command.test(cmd))) return false
  if (scope.rc && (fields === undefined || (rc !== undefined && !scope.rc.test(rc)))) return false
  return !(cmd !== undefined && scope.exceptCommand?.test(cmd))
}

/** A run as Markdown: a text for an issue, and the complete diagnosis of a support bundle. */

import { operationFacts } from '@/lib/cluster/operations/message-facts'
import { INVISIBLE_CHARACTERS } from '@/lib/cluster/rules/text'
import type { RunView } from '@/lib/contract/run'
import { type FailureGroup, groupFailures, ungroupedFailures } from '@/lib/diagnosis/failure-groups'
import { type KnownFailure, signatureTexts } from '@/lib/diagnosis/signature-texts'
import { realFailures } from '@/lib/run/progress/progress'
import type { Translate } from '../../translator'
import { reasonTexts } from '../reason-texts'
import type { Versions } from './versions'

export interface IssueSubject {
  view: RunView
  versions: Versions
  /** The end of the log. */
  lines: readonly string[]
}

/** Later failures are mostly consequences of the first ones. */
const MAX_FAILURES = 3

/** @param t translates to Markdown */
export function renderIssue(subject: IssueSubject, t: Translate): string {
  const { view, lines } = subject
  return joinParagraphs([
    `### ${titleOf(view, t)}`,
    factTable(subject, t),
    ...failureSections(view, t, MAX_FAILURES),
    ...(view.question ? [`#### ${t('bundle.issue.prompt')}`, fence(view.question.text)] : []),
    `#### ${t('bundle.issue.lastLines')}`,
    lines.length > 0 ? fence(lines.join('\n')) : t('bundle.issue.noLog'),
  ])
}

/** Every failure of the run. @param t translates to Markdown */
export function renderDiagnosis(subject: Pick<IssueSubject, 'view' | 'versions'>, t: Translate): string {
  const { view } = subject
  const sections = failureSections(view, t, Number.POSITIVE_INFINITY)
  return joinParagraphs([
    `# ${titleOf(view, t)}`,
    factTable(subject, t),
    ...(sections.length > 0 ? sections : [t('bundle.issue.noFailure')]),
  ])
}

const joinParagraphs = (parts: readonly string[]): string =>
  `${parts.filter((part) => part !== '').join('\n\n')}\n`

const releaseName = ({ installer, release }: Pick<RunView, 'installer' | 'release'>, t: Translate): string =>
  t('bundle.issue.release', { installer, release })

const titleOf = (view: RunView, t: Translate): string =>
  `${releaseName(view, t)}: ${t(`wizard.runState.${view.state}`, operationFacts(view.operation, view.kubernetes))}`

function factTable({ view, versions }: Pick<IssueSubject, 'view' | 'versions'>, t: Translate): string {
  const { kubernetes, ansible, systems = {} } = versions
  const failed = new Set(realFailures(view.progress.failures).map(({ host }) => host)).size
  const hosts = t('bundle.issue.hostCount', { count: view.hostNames.length, failed })
  const rows = {
    taskbox: `${versions.taskbox} (Node ${versions.node})`,
    installer: releaseName(view, t),
    operation: codeSpan(view.operation.id),
    kubernetes,
    ansible: ansible ?? '',
    hosts,
    systems: Object.entries(systems)
      .map(([system, count]) => `${codeSpan(system)} × ${count}`)
      .join(', '),
    started: new Date(view.startedAt).toISOString(),
    duration: t('bundle.issue.minutes', { count: Math.round(view.elapsedMs / 60_000) }),
    exitStatus: view.exitStatus === undefined ? '' : String(view.exitStatus),
  }
  const lines = Object.entries(rows).flatMap(([name, value]) =>
    value === '' ? [] : [`| ${t(`bundle.issue.facts.${name}`)} | ${value.replaceAll('|', '\\|')} |`],
  )
  return ['| | |', '|---|---|', ...lines].join('\n')
}

function failureSections(view: RunView, t: Translate, max: number): string[] {
  const groups = groupFailures(view)
  const others = knownTexts(ungroupedFailures(view), t)
  const more = groups.length - max
  const sections = [
    ...(groups.length === 0 ? reasonSection(view, t) : []),
    ...groups.slice(0, max).flatMap((group) => groupSection(group, t)),
    ...(more > 0 ? [t('bundle.issue.more', { count: more })] : []),
    ...others,
  ]
  return sections.length > 0 ? [`#### ${t('bundle.issue.failed')}`, ...sections] : []
}

function groupSection({ task, hosts, line, message, known }: FailureGroup, t: Translate): string[] {
  const where = hosts.map(codeSpan).join(', ')
  return [
    `**${codeSpan(task || t('run.failure.unnamedTask'))}** (${where}; ${t('bundle.issue.line', { line })})`,
    message.trim() === '' ? '' : fence(message),
    ...knownTexts(known, t),
  ]
}

/** A run that failed although no task failed. */
function reasonSection(view: RunView, t: Translate): string[] {
  if (view.state !== 'failed' && view.state !== 'lost') return []
  const { title, text, remedy } = reasonTexts(view, t)
  return [`**${title}** ${text}`, remedy, view.ansibleError ? fence(view.ansibleError.text) : '']
}

function knownTexts(known: readonly KnownFailure[], t: Translate): string[] {
  return known.flatMap((failure) => {
    const { cause, remedy, facts } = signatureTexts(failure)
    const text = (label: string, key: string) =>
      `**${t(`run.failure.${label}`)}:** ${t(`signatures.${key}`, facts)}`
    return [text('cause', cause), text('remedy', remedy)]
  })
}

const CONTROLS = new RegExp(`(?!\\n)${INVISIBLE_CHARACTERS.source}`, 'gu')

/** Untrusted text in one line. */
const codeSpan = (text: string): string =>
  `\`${text.replace(/\s+/g, ' ').replaceAll('`', "'").replace(CONTROLS, '?')}\``

/** Untrusted text of several lines: the fence is longer than any that the text contains. */
function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const ticks = '`'.repeat(longest + 1)
  return `${ticks}text\n${text.replaceAll('\t', '  ').replace(CONTROLS, '?')}\n${ticks}`
}

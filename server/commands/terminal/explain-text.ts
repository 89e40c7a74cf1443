/** Renders an explanation as text for a terminal: counters of hosts, failures with excerpts, and known causes. */
import type { Excerpt } from '@/lib/diagnosis/excerpt'
import type { ExplainedLog } from '@/lib/diagnosis/explain-log'
import type { Explanation } from '@/lib/diagnosis/explanation'
import type { RunExplanation } from '@/lib/diagnosis/run-explanation'
import { isAnsibleError } from '@/lib/diagnosis/run-findings'
import { signatureTexts } from '@/lib/diagnosis/signature-texts'
import type { Recovered } from '@/lib/log/recover/recovery'
import { realFailures } from '@/lib/run/progress/progress'
import type { Translate } from '../../translator'

const COUNTERS = ['ok', 'changed', 'unreachable', 'failed', 'skipped', 'rescued', 'ignored'] as const

type Part = Pick<Explanation, 'hosts' | 'failures' | 'diagnosis'>

export function renderExplanation({ explanation, recovered, excerpts }: ExplainedLog, t: Translate): string {
  const { plays, tasks, recaps, outcome, runs, missing, recapDiffers } = explanation
  const parts = [
    [
      t('cli.explained', { plays, tasks, recaps, outcome }),
      ...missing.map((part) => t(`explain.missing.${part}`)),
      ...recoveredLines(recovered, t),
    ],
    ...(runs.length > 1
      ? runs.flatMap((run) => runParts(run, excerpts, t))
      : [runs.flatMap((run) => lastTaskLines(run, t)), ...partLines(explanation, excerpts, t)]),
    recapDiffers.length > 0 && missing.length === 0
      ? [t('cli.recap-differs', { hosts: recapDiffers.join(', '), count: recapDiffers.length })]
      : [],
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

const partLines = (part: Part, excerpts: readonly Excerpt[], t: Translate): string[][] => [
  hostTable(part),
  failureLines(part, excerpts, t),
  diagnosisLines(part, t),
]

/** One of several runs. */
function runParts(run: RunExplanation, excerpts: readonly Excerpt[], t: Translate): string[][] {
  const { line, plays, tasks, outcome } = run
  const summary = t('explain.runSummary', { plays, tasks })
  const title = `== ${t('explain.run', { line })}: ${summary}: ${t(`explain.outcomes.${outcome}`)}`
  return [[title, ...lastTaskLines(run, t)], ...partLines(run, excerpts, t)]
}

function lastTaskLines({ lastTask, isInterrupted }: RunExplanation, t: Translate): string[] {
  if (!lastTask) return []
  const { task, line, hosts } = lastTask
  return [
    t(isInterrupted ? 'explain.interrupted' : 'explain.stopped', { task, line }),
    ...(hosts.length > 0 ? [t('explain.pending', { hosts: hosts.join(', ') })] : []),
  ]
}

const recoveredLines = ({ prefixes, width }: Recovered, t: Translate): string[] => [
  ...prefixes.map((prefix) => t('cli.removed-prefix', { prefix: JSON.stringify(prefix) })),
  ...(width === null ? [] : [t('explain.joined', { width })]),
]

function hostTable({ hosts }: Part): string[] {
  const names = Object.keys(hosts)
  if (names.length === 0) return []
  const width = Math.max(...names.map((name) => name.length))
  return Object.entries(hosts).map(
    ([name, counters]) =>
      `  ${name.padEnd(width)}  ${COUNTERS.map((counter) => `${counter}=${counters[counter]}`).join('  ')}`,
  )
}

function failureLines({ failures }: Part, excerpts: readonly Excerpt[], t: Translate): string[] {
  return realFailures(failures).flatMap(({ host, task, line, message }) => {
    const excerpt = excerpts.find(({ at }) => at === line)
    return [
      host
        ? t('cli.failure', { host, task: task || '-', line })
        : t(isAnsibleError(message) ? 'cli.ansible-error' : 'cli.installer-failure', { line }),
      ...message.split('\n').map((text) => `    ${text}`),
      ...(excerpt ? ['', t('cli.around', { line }), ...excerptLines(excerpt)] : []),
    ]
  })
}

function excerptLines({ at, lines }: Excerpt): string[] {
  const width = String(lines.at(-1)?.number ?? at).length
  return lines.map(
    ({ number, text }) => `  ${number === at ? '>' : ' '} ${String(number).padStart(width)}  ${text}`,
  )
}

function diagnosisLines({ diagnosis }: Part, t: Translate): string[] {
  return diagnosis.flatMap(({ id, host, line, check, facts: found }) => {
    const { cause, remedy, facts } = signatureTexts({ id, facts: found })
    return [
      t('cli.known', { id, host: host || '-', line }),
      `    ${t(`signatures.${cause}`, facts)}`,
      `    ${t(`signatures.${remedy}`, facts)}`,
      ...(check ? [`    ${t('cli.seen-by', { check })}`] : []),
    ]
  })
}

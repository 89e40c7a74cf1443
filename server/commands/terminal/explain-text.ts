/** Renders an explanation as text for a terminal: counters of hosts, failures with excerpts, and known causes. */
import type { Excerpt } from '@/lib/diagnosis/excerpt'
import type { Explanation } from '@/lib/diagnosis/explanation'
import { signatureTexts } from '@/lib/diagnosis/signature-texts'
import { realFailures } from '@/lib/run/progress/progress'
import type { Translate } from '../../translator'

const COUNTERS = ['ok', 'changed', 'unreachable', 'failed', 'skipped', 'rescued', 'ignored'] as const

export function renderExplanation(
  explanation: Explanation,
  excerpts: readonly Excerpt[],
  t: Translate,
): string {
  const { plays, tasks, recaps, outcome } = explanation
  const parts = [
    [t('cli.explained', { plays, tasks, recaps, outcome })],
    hostTable(explanation),
    explanation.recapDiffers.length > 0
      ? [
          t('cli.recap-differs', {
            hosts: explanation.recapDiffers.join(', '),
            count: explanation.recapDiffers.length,
          }),
        ]
      : [],
    failureLines(explanation, excerpts, t),
    diagnosisLines(explanation, t),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function hostTable({ hosts }: Explanation): string[] {
  const names = Object.keys(hosts)
  if (names.length === 0) return []
  const width = Math.max(...names.map((name) => name.length))
  return Object.entries(hosts).map(
    ([name, counters]) =>
      `  ${name.padEnd(width)}  ${COUNTERS.map((counter) => `${counter}=${counters[counter]}`).join('  ')}`,
  )
}

function failureLines({ failures }: Explanation, excerpts: readonly Excerpt[], t: Translate): string[] {
  return realFailures(failures).flatMap(({ host, task, line, message }) => {
    const excerpt = excerpts.find(({ at }) => at === line)
    return [
      host ? t('cli.failure', { host, task: task || '-', line }) : t('cli.ansible-error', { line }),
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

function diagnosisLines({ diagnosis }: Explanation, t: Translate): string[] {
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

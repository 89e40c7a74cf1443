import type { CheckId } from '@/lib/checks/catalogue/index'
import type { ResultState } from '@/lib/checks/evaluate/result-state'
import type { HostRow } from './matrix'

/** The answers of servers to hosts: one row per host, one column per server. */
export interface ServerTable {
  servers: readonly string[]
  /** The hosts with the most problems first. An absent answer: the host does not use the server. */
  rows: readonly { host: string; answers: readonly (ServerAnswer | undefined)[] }[]
}

/** A key of the texts `checks-step.panel.servers.answers`, and the code if it is `status`. */
export interface ServerAnswer {
  state: ResultState
  text: (typeof TEXTS)[number] | 'status'
  code: string
}

const TEXTS = [
  ...(['ok', 'login', 'page', 'noName', 'refused', 'noRoute'] as const),
  ...(['silent', 'tls', 'proxy', 'other', 'untried'] as const),
]

const UNTRIED: ServerAnswer = { state: 'unknown', text: 'untried', code: '' }

/** Builds the table of a check; undefined if none of its results has answers. */
export function buildServerTable(rows: readonly HostRow[], check: CheckId): ServerTable | undefined {
  const hosts = rows.flatMap(({ host, findings }) => {
    const ofCheck = findings.filter((finding) => finding.check === check)
    return ofCheck.length > 0
      ? [{ host: host.name, answers: ofCheck.find(({ servers }) => servers)?.servers }]
      : []
  })
  const servers = [...new Set(hosts.flatMap(({ answers }) => Object.keys(answers ?? {})))].sort()
  if (servers.length === 0) return undefined
  // A host that was not reached has no answers.
  const answerOf = (answers: Readonly<Record<string, string>> | undefined, server: string) =>
    answers ? toAnswer(answers[server]) : UNTRIED
  const table = hosts.map(({ host, answers }) => ({
    host,
    answers: servers.map((server) => answerOf(answers, server)),
  }))
  return { servers, rows: table.toSorted((a, b) => problems(b.answers) - problems(a.answers)) }
}

function toAnswer(value: string | undefined): ServerAnswer | undefined {
  if (value === undefined) return undefined
  const text = TEXTS.find((one) => one === value) ?? (/^\d+$/.test(value) ? 'status' : 'other')
  if (text === 'untried') return UNTRIED
  return { state: text === 'ok' || text === 'login' ? 'pass' : 'fail', text, code: value }
}

const problems = (answers: ServerTable['rows'][number]['answers']): number =>
  answers.filter((answer) => answer && answer.state !== 'pass').length

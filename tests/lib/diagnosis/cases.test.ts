/**
 * Explains logs as people have them, and compares with what is right (`NAME.expected.json` next to `NAME.log`): those of
 * `tests/fixtures/cases`, and more of the same kinds in `tests/fixtures/logs`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { explainLog } from '@/lib/diagnosis/explain-log'
import type { Explanation } from '@/lib/diagnosis/explanation'
import { COUNTER_NAMES, type Counters } from '@/lib/log/ansible/event'

type Failure = Explanation['failures'][number]
type Diagnosis = Explanation['diagnosis'][number]

interface ExpectedFailure {
  host: string
  task: string | { starts: string }
  /** Texts that the message contains. */
  message: string[]
  ignored?: boolean
  rescued?: boolean
  /** The line of the file where its result begins. */
  line?: number
}

interface Expected {
  kind: string
  plays?: number
  tasks?: number
  recaps?: number
  outcome: Explanation['outcome']
  /** Exactly these hosts; the given counters are equal. */
  hosts?: Record<string, Partial<Counters>>
  failures: ExpectedFailure[]
  /** Hosts that may have other failures. */
  failuresMay?: string[]
  diagnosis: { id: string | string[]; host?: string; task?: string }[]
  notDiagnosis: (string | { id: string; host: string })[]
}

const FOLDERS = ['tests/fixtures/cases', 'tests/fixtures/logs']

const cases = FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((name) => `${folder}/${name.slice(0, -'.log'.length)}`),
)

describe('a log as people have it', () => {
  it.each(cases)('%s', compare)
})

async function compare(path: string) {
  const expected: Expected = JSON.parse(readFileSync(`${path}.expected.json`, 'utf8'))
  const log = readFileSync(`${path}.log`)
  const { explanation } = await explainLog(() => bytesOf(log))
  const { plays, tasks, recaps, outcome, hosts } = expected
  expect(explanation).toMatchObject(defined({ plays, tasks, recaps, outcome }))
  if (hosts) expectHosts(explanation, hosts)
  expectFailures(explanation.failures, expected)
  for (const wanted of expected.diagnosis)
    expect(explanation.diagnosis).toSatisfy(
      (found: Diagnosis[]) => found.some((one) => isDiagnosis(one, wanted)),
      JSON.stringify(wanted),
    )
  for (const unwanted of expected.notDiagnosis) {
    const { id, host } = typeof unwanted === 'string' ? { id: unwanted, host: undefined } : unwanted
    const found = explanation.diagnosis.filter((one) => isDiagnosis(one, { id, ...defined({ host }) }))
    expect(found).toEqual([])
  }
}

function expectHosts(explanation: Explanation, hosts: Record<string, Partial<Counters>>) {
  const counters = Object.entries(explanation.hosts).map(([name, counted]) => [
    name,
    Object.fromEntries(
      COUNTER_NAMES.filter((counter) => hosts[name]?.[counter] !== undefined).map((counter) => [
        counter,
        counted[counter],
      ]),
    ),
  ])
  expect(Object.fromEntries(counters)).toEqual(hosts)
}

function expectFailures(failures: readonly Failure[], { failures: wanted, failuresMay = [] }: Expected) {
  for (const failure of wanted)
    expect(failures).toSatisfy(
      (found: Failure[]) => found.some((one) => isFailure(one, failure)),
      JSON.stringify(failure),
    )
  const others = failures.filter(
    (one) =>
      !one.ignored &&
      !one.rescued &&
      !failuresMay.includes(one.host) &&
      !wanted.some((failure) => isFailure(one, failure)),
  )
  expect(others).toEqual([])
}

const isFailure = (found: Failure, { host, task, message, ignored, rescued, line }: ExpectedFailure) =>
  found.host === host &&
  (typeof task === 'string' ? found.task === task : found.task.startsWith(task.starts)) &&
  message.every((text) => found.message.includes(text)) &&
  found.ignored === (ignored ?? false) &&
  found.rescued === (rescued ?? false) &&
  (line === undefined || found.line === line)

const isDiagnosis = (found: Diagnosis, { id, host, task }: Expected['diagnosis'][number]) =>
  [id].flat().includes(found.id) &&
  (host === undefined || found.host === host) &&
  (task === undefined || found.task === task)

const defined = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>

async function* bytesOf(bytes: Uint8Array) {
  yield bytes
}

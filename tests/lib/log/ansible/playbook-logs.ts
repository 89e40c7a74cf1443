/** Logs of real Ansible, and their recaps, parsed independently of the product. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Counters } from '@/lib/log/ansible/event'
import { stripAnsi } from '@/lib/log/lines'

const fixtures = new URL('../../../fixtures/', import.meta.url)

/** Recorded by tests/fixtures/playbooks/record.sh. */
export const PLAYBOOK_LOGS: readonly string[] = namesIn('playbook-logs')
/** One playbook under five versions of Ansible, and hostile playbooks. */
export const SAMPLE_LOGS: readonly string[] = namesIn('ansible-output')

function namesIn(folder: string): string[] {
  const names = readdirSync(new URL(`${folder}/`, fixtures)).filter((name) => name.endsWith('.txt'))
  return names.map((name) => `${folder}/${name}`)
}

export const readLog = (name: string): Buffer => readFileSync(new URL(name, fixtures))

/** Splits a log into its playbook runs, each up to the end of its recap. */
export function runsOf(log: string): string[] {
  return log.split(/^(?=installer: \S+\.yml)/m).filter((run) => RECAP.test(run))
}

/** A colour sequence may precede the banner. */
const RECAP = /^(?:\S{1,9}m)?PLAY RECAP \*+/m

/** The output before the recap, on which a live view is based. */
export const beforeRecap = (run: string): string => run.slice(0, run.search(RECAP))

/** The rows of a run's recap. */
export function recapRows(run: string): { host: string; counters: Partial<Counters> }[] {
  const recap = stripAnsi(run.slice(run.search(RECAP)))
  return [...recap.matchAll(/^(\S+)\s+: (ok=.*)$/gm)].map(([, host = '', words = '']) => ({
    host,
    counters: Object.fromEntries(
      words
        .trim()
        .split(/\s+/)
        .map((word) => [word.split('=')[0], Number(word.split('=')[1])]),
    ),
  }))
}

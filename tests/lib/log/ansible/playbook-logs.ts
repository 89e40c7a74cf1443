/** Logs that real Ansible printed, and their recaps, read in another way than the product's. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Counters } from '@/lib/log/ansible/event'
import { stripAnsi } from '@/lib/log/lines'

const fixtures = new URL('../../../fixtures/', import.meta.url)

/** Recorded by tests/fixtures/playbooks/record.sh. */
export const PLAYBOOK_LOGS: readonly string[] = namesIn('playbook-logs')
/** One playbook under five versions, and hostile ones. */
export const SAMPLE_LOGS: readonly string[] = namesIn('ansible-output')

function namesIn(folder: string): string[] {
  const names = readdirSync(new URL(`${folder}/`, fixtures)).filter((name) => name.endsWith('.txt'))
  return names.map((name) => `${folder}/${name}`)
}

export const readLog = (name: string): Buffer => readFileSync(new URL(name, fixtures))

/** The single playbook runs of a log, each from its beginning to the end of its recap. */
export function runsOf(log: string): string[] {
  return log.split(/^(?=installer: \S+\.yml)/m).filter((run) => RECAP.test(run))
}

/** With a colour before it, where there are colours. */
const RECAP = /^(?:\S{1,9}m)?PLAY RECAP \*+/m

/** What comes before the recap: all that a live picture has to go by. */
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

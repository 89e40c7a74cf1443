/** How a job is, told from its folder in one command. Whatever is missing there, or torn, is told as missing. */
import type { Machine } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { JOBS_FOLDER, SET_ALIVE } from './files'

export interface JobState {
  /** There is such a folder. */
  exists: boolean
  /** Its process lives. */
  alive: boolean
  /** It waits for its files to be written, before it begins. */
  held: boolean
  /** Its command was called; what it did may have changed hosts. */
  begun: boolean
  /** Absent while it goes on, and for ever where it was killed outright or its machine went down. */
  exitStatus: number | undefined
  /** Absent: the log is gone. */
  logBytes: number | undefined
  /** Somebody asked it to stop. */
  stopped: boolean
  /** Seconds that it runs or ran, by the taskbox's own counting; absent where that is not known. */
  seconds: number | undefined
}

const STATE_TIMEOUT_MS = 15_000
const ABSENT: JobState = {
  exists: false,
  alive: false,
  held: false,
  begun: false,
  exitStatus: undefined,
  logBytes: undefined,
  stopped: false,
  seconds: undefined,
}

/** How the job is. In this order: whatever ended before we looked has written all of its log. */
export async function readJobState(machine: Machine, job: string): Promise<JobState> {
  const script = `cd -- ${quote(job)} 2>/dev/null || exit 0
${SET_ALIVE}
echo "exists $alive"
for name in held stop begun exit took; do
  value=
  [ ! -e $name ] || { read -r value <$name; echo "$name $value"; }
done
read -r up idle </proc/uptime
echo "now $up"
[ ! -e log ] || echo "log $(wc -c <log)"`
  const { stdout } = await machine.exec(script, { deadlineMs: STATE_TIMEOUT_MS, idempotent: true })
  return parseJobState(stdout.toString('latin1'))
}

/** @param text a line a fact: its name and what stands in the file of that name */
export function parseJobState(text: string): JobState {
  const facts = new Map(
    text.split('\n').map((line) => {
      const at = line.indexOf(' ')
      return [line.slice(0, at), line.slice(at + 1).trim()] as const
    }),
  )
  if (!facts.has('exists')) return ABSENT
  const numberFrom = (name: string) => parseWholeNumber(facts.get(name))
  const alive = facts.get('exists') === 'true'
  const [began, now] = [numberFrom('begun'), parseWholeNumber(facts.get('now')?.split('.')[0])]
  const running = alive && began !== undefined && now !== undefined ? Math.max(0, now - began) : undefined
  return {
    exists: true,
    alive,
    held: facts.has('held'),
    begun: facts.has('begun') || facts.has('exit'),
    exitStatus: numberFrom('exit'),
    logBytes: numberFrom('log'),
    stopped: facts.has('stop'),
    seconds: numberFrom('took') ?? running,
  }
}

function parseWholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** The folder of a run's job, where there is one. */
export async function findJob(machine: Machine, runId: string): Promise<string | undefined> {
  if (!/^[\w-]{1,64}$/.test(runId)) return undefined
  const script = `cd -- "${JOBS_FOLDER}/${runId}" 2>/dev/null && [ -O . ] && [ -O .. ] && pwd`
  const { stdout } = await machine.exec(script, { deadlineMs: STATE_TIMEOUT_MS, idempotent: true })
  return stdout.toString('utf8').trim() || undefined
}

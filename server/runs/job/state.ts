/** Reads a job's state from its folder in one command. A missing or torn file counts as absent. */
import type { Machine } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { JOBS_FOLDER, SET_ALIVE } from './files'
import { type InputState, parseInputState } from './input-state'

export interface JobState {
  /** The job's folder exists. */
  exists: boolean
  /** Its main or terminal process runs. */
  alive: boolean
  /** It waits for `releaseJob`, while the installer's files are written. */
  awaitingRelease: boolean
  /** Its command was started, so it may have changed hosts. */
  started: boolean
  /** Undefined while the job runs, and if it was killed or its machine went down. */
  exitStatus: number | undefined
  /** Undefined if the log is missing. */
  logBytes: number | undefined
  /** A stop was requested. */
  stopRequested: boolean
  /** Run time so far, measured on the taskbox; undefined if unknown. */
  durationSeconds: number | undefined
  /** Undefined if the job has ended, or cannot determine it. */
  inputState: InputState | undefined
  /** Time since the log grew, measured on the taskbox. */
  quietSeconds: number | undefined
}

const STATE_TIMEOUT_MS = 15_000
const ABSENT: JobState = {
  exists: false,
  alive: false,
  awaitingRelease: false,
  started: false,
  exitStatus: undefined,
  logBytes: undefined,
  stopRequested: false,
  durationSeconds: undefined,
  inputState: undefined,
  quietSeconds: undefined,
}

/** Checks liveness before reading the files, so that a job that just exited has already written them. */
export async function readJobState(machine: Machine, job: string): Promise<JobState> {
  const script = `cd -- ${quote(job)} 2>/dev/null || exit 0
${SET_ALIVE}
echo "exists $alive"
for name in held stop begun exit took input-state; do
  value=
  [ ! -e $name ] || { read -r value <$name; echo "$name $value"; }
done
read -r up idle </proc/uptime
echo "now $up"
[ ! -e log ] || { echo "log $(wc -c <log)"; echo "quiet $(($(date +%s)-$(stat -c %Y log)))"; }`
  const { stdout } = await machine.exec(script, { deadlineMs: STATE_TIMEOUT_MS, idempotent: true })
  return parseJobState(stdout.toString('latin1'))
}

/** @param text one `NAME CONTENT` line per file of the job's folder */
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
  const [startedAt, now] = [numberFrom('begun'), parseWholeNumber(facts.get('now')?.split('.')[0])]
  const running =
    alive && startedAt !== undefined && now !== undefined ? Math.max(0, now - startedAt) : undefined
  return {
    exists: true,
    alive,
    awaitingRelease: facts.has('held'),
    started: facts.has('begun') || facts.has('exit'),
    exitStatus: numberFrom('exit'),
    logBytes: numberFrom('log'),
    stopRequested: facts.has('stop'),
    durationSeconds: numberFrom('took') ?? running,
    inputState: parseInputState(facts.get('input-state')),
    quietSeconds: numberFrom('quiet'),
  }
}

function parseWholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** Returns the folder of a run's job, or undefined if it does not exist. */
export async function findJob(machine: Machine, runId: string): Promise<string | undefined> {
  if (!/^[\w-]{1,64}$/.test(runId)) return undefined
  const script = `cd -- "${JOBS_FOLDER}/${runId}" 2>/dev/null && [ -O . ] && [ -O .. ] && pwd`
  const { stdout } = await machine.exec(script, { deadlineMs: STATE_TIMEOUT_MS, idempotent: true })
  return stdout.toString('utf8').trim() || undefined
}

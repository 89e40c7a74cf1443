/** How a job is, told from its folder in one command. */
import { z } from 'zod'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { ALIVE } from './job-files'

export interface JobState {
  /** There is such a folder. */
  exists: boolean
  /** Its process lives. */
  alive: boolean
  /** Absent while it goes on, and for ever where it was killed outright or its machine went down. */
  exitStatus: number | undefined
  logBytes: number
  /** Somebody asked it to stop. */
  stopped: boolean
}

const STATE_MS = 15_000

const state = z
  .string()
  .regex(/^(true|false) (true|false) \d* \d+$/)
  .transform((line) => line.split(' '))

/** How the job is, in one command. In this order: whatever ended before we looked has written all of its log. */
export async function jobState(machine: Machine, job: string): Promise<JobState> {
  const script = `cd -- ${quote(job)} 2>/dev/null || exit 0
${ALIVE}
exit=; [ -e exit ] && read -r exit <exit
stop=false; [ -e stop ] && stop=true
echo "$alive $stop $exit $(wc -c <log)"`
  const { stdout } = await machine.exec(script, { deadlineMs: STATE_MS, idempotent: true })
  const line = stdout.toString('latin1').trim()
  if (line === '') return { exists: false, alive: false, exitStatus: undefined, logBytes: 0, stopped: false }
  const [alive, stopped, exit, bytes] = state.parse(line)
  return {
    exists: true,
    alive: alive === 'true',
    exitStatus: exit ? Number(exit) : undefined,
    logBytes: Number(bytes),
    stopped: stopped === 'true',
  }
}

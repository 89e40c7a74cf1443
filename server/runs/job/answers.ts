/** Answers a job's prompts: each answer is typed into the terminal once and recorded in the job's folder. */

import { lineProblem } from '@/lib/run/input-line'
import { type PromptAnswer, promptAnswer } from '@/lib/run/prompt'
import { type Machine, MachineFailure } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { fileFailure } from '../../machine/shell-files'
import { RequestFailure } from '../../request-failure'
import { REPORT_DISK_FULL, SET_ALIVE } from './files'

export interface JobAnswer {
  /** Prompt id: letters, digits, `-` and `_`. */
  id: string
  /** One line without its newline; the terminal accepts 4095 bytes (`N_TTY_BUF_SIZE`). */
  text: string
  /** The recorded and displayed entry; omits the text if the terminal hides it. */
  entry: PromptAnswer
}

const ANSWER_TIMEOUT_MS = 15_000
const ALREADY_ANSWERED = 65
const JOB_ENDED = 66
const NOT_STORED = 67

/**
 * Types an answer. Resolves with false if the prompt was already answered, since two people may answer it. Throws
 * `run-ended` if the job has ended, and `disk-full` if the answer could not be recorded; it is not typed then.
 */
export async function answerJob(
  machine: Machine,
  job: string,
  { id, text, entry }: JobAnswer,
): Promise<boolean> {
  if (!/^[\w-]{1,64}$/.test(id)) throw new TypeError('A question id is letters, digits, - and _')
  if (lineProblem(text)) throw new RequestFailure('bad-request', { request: 'runs.answer', path: 'answer' })
  // The answer is passed on standard input and recorded completely before it is typed. Opening the FIFO for reading and
  // writing keeps the write from blocking and the reader from seeing end of file.
  const script = `cd -- ${quote(job)} || exit ${JOB_ENDED}
${SET_ALIVE}
$alive && [ ! -e exit ] || exit ${JOB_ENDED}
IFS= read -r entry && IFS= read -r text || exit 1
umask 077
set -C
export LC_ALL=C
error=$( ( : >answers/${id} ) 2>&1 ) || { [ ! -e answers/${id} ] || exit ${ALREADY_ANSWERED}; echo "$error" >&2; exit ${NOT_STORED}; }
printf '%s\\n' "$entry" >>answers/${id} || { rm answers/${id}; ${REPORT_DISK_FULL}; exit ${NOT_STORED}; }
printf '%s\\n' "$text" 1<>in`
  const input = `${JSON.stringify(entry)}\n${text}\n`
  const { code, stderr } = await machine.exec(script, { deadlineMs: ANSWER_TIMEOUT_MS, input })
  if (code === ALREADY_ANSWERED) return false
  if (code === JOB_ENDED) throw new RequestFailure('run-ended', { run: job.split('/').at(-1) ?? '' })
  if (code === NOT_STORED) throw fileFailure('write', `${job}/answers`, machine.label || 'local', stderr)
  if (code !== 0)
    throw new MachineFailure('protocol', { machine: machine.label || 'local', reason: 'answer' })
  return true
}

/**
 * Types a line at any time, whether or not the command reads it. Records nothing. Throws `run-ended` if the job has
 * ended.
 */
export async function typeLine(machine: Machine, job: string, text: string): Promise<void> {
  if (lineProblem(text)) throw new RequestFailure('bad-request', { request: 'runs.send-line', path: 'line' })
  const script = `cd -- ${quote(job)} || exit ${JOB_ENDED}
${SET_ALIVE}
$alive && [ ! -e exit ] || exit ${JOB_ENDED}
IFS= read -r text || exit 1
printf '%s\\n' "$text" 1<>in`
  const { code } = await machine.exec(script, { deadlineMs: ANSWER_TIMEOUT_MS, input: `${text}\n` })
  if (code === JOB_ENDED) throw new RequestFailure('run-ended', { run: job.split('/').at(-1) ?? '' })
  if (code !== 0)
    throw new MachineFailure('protocol', { machine: machine.label || 'local', reason: 'answer' })
}

/** Reads all answers, oldest first. */
export async function readAnswers(machine: Machine, job: string): Promise<PromptAnswer[]> {
  const script = `cd -- ${quote(job)}/answers 2>/dev/null && cat -- * 2>/dev/null; exit 0`
  const { stdout } = await machine.exec(script, { deadlineMs: ANSWER_TIMEOUT_MS, idempotent: true })
  const lines = stdout.toString('utf8').split('\n')
  return lines.flatMap(readEntry).sort((a, b) => a.at - b.at)
}

/** Skips an incomplete entry: its answer was never typed. */
function readEntry(line: string): PromptAnswer[] {
  try {
    return [promptAnswer.parse(JSON.parse(line))]
  } catch {
    return []
  }
}

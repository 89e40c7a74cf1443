/** Answers to a job's questions: typed into its terminal once each, and kept beside its log. */
import { type Answered, answered } from '@/lib/contract/run'
import { type Machine, MachineFailure } from '../machine/machine'
import { quote } from '../machine/quote'
import { fileFailure } from '../machine/shell-files'
import { RequestFailure } from '../request-failure'
import { ALIVE, WHETHER_FULL } from './job-files'

export interface JobAnswer {
  /** Of the question: letters, digits, `-` and `_`. */
  id: string
  /** One line, without its end; the terminal takes 4095 bytes of it (`N_TTY_BUF_SIZE`). */
  text: string
  /** What is kept and told; without the text where that is nobody's business. */
  entry: Answered
}

const ANSWER_MS = 15_000
const MAX_BYTES = 4095
const GIVEN_BEFORE = 65
const ENDED = 66
const NOT_KEPT = 67

/**
 * Types an answer. Resolves with false where the question was answered before: two who see it may both answer.
 * Throws `run-ended` where the job no longer takes any, and `disk-full` where it could not be kept: then it is not typed.
 */
export async function answerJob(
  machine: Machine,
  job: string,
  { id, text, entry }: JobAnswer,
): Promise<boolean> {
  if (!/^[\w-]{1,64}$/.test(id)) throw new TypeError('A question id is letters, digits, - and _')
  if (/\p{Cc}/u.test(text) || Buffer.byteLength(text) > MAX_BYTES)
    throw new RequestFailure('bad-request', { request: 'runs.answer', path: 'answer' })
  // The answer goes by standard input, and is there as a whole before it counts as given. Opened for reading as well,
  // the FIFO never blocks and its reader never ends.
  const script = `cd -- ${quote(job)} || exit ${ENDED}
${ALIVE}
$alive && [ ! -e exit ] || exit ${ENDED}
IFS= read -r entry && IFS= read -r text || exit 1
umask 077
set -C
export LC_ALL=C
said=$( ( : >answers/${id} ) 2>&1 ) || { [ ! -e answers/${id} ] || exit ${GIVEN_BEFORE}; echo "$said" >&2; exit ${NOT_KEPT}; }
printf '%s\\n' "$entry" >>answers/${id} || { rm answers/${id}; ${WHETHER_FULL}; exit ${NOT_KEPT}; }
printf '%s\\n' "$text" 1<>in`
  const input = `${JSON.stringify(entry)}\n${text}\n`
  const { code, stderr } = await machine.exec(script, { deadlineMs: ANSWER_MS, input })
  if (code === GIVEN_BEFORE) return false
  if (code === ENDED) throw new RequestFailure('run-ended', { run: job.split('/').at(-1) ?? '' })
  if (code === NOT_KEPT) throw fileFailure('write', `${job}/answers`, machine.label || 'local', stderr)
  if (code !== 0)
    throw new MachineFailure('protocol', { machine: machine.label || 'local', reason: 'answer' })
  return true
}

/** Every answer so far, oldest first. */
export async function readAnswers(machine: Machine, job: string): Promise<Answered[]> {
  const script = `cd -- ${quote(job)}/answers 2>/dev/null && cat -- * 2>/dev/null; exit 0`
  const { stdout } = await machine.exec(script, { deadlineMs: ANSWER_MS, idempotent: true })
  const lines = stdout.toString('utf8').split('\n')
  return lines.flatMap(readEntry).sort((a, b) => a.at - b.at)
}

/** One that is only half written belongs to an answer that was never typed. */
function readEntry(line: string): Answered[] {
  try {
    return [answered.parse(JSON.parse(line))]
  } catch {
    return []
  }
}

/** Groups the failed tasks of a run with the known failures that explain them. */

import type { FailedTask, Progress } from '@/lib/run/progress/progress'
import { realFailures } from '@/lib/run/progress/progress'
import type { Diagnosis } from './diagnosis'
import { type KnownFailure, uniqueFailures } from './signature-texts'

/** A failed task, with all hosts on which it failed. */
export interface FailureGroup {
  play: string
  task: string
  hosts: readonly string[]
  /** Line of the first failure in the log, from 1. */
  line: number
  message: string
  /** The known failures that explain these. */
  known: readonly KnownFailure[]
}

/** Groups the real failures by task, in the order of the log. */
export function groupFailures({
  progress,
  diagnosis,
}: {
  progress: Pick<Progress, 'failures'>
  diagnosis: readonly Diagnosis[]
}): FailureGroup[] {
  const groups = new Map<string, FailedTask[]>()
  for (const failure of realFailures(progress.failures)) {
    // Errors without a host have nothing in common.
    const key = failure.host ? `${failure.play}\n${failure.task}` : String(failure.line)
    groups.set(key, [...(groups.get(key) ?? []), failure])
  }
  return [...groups.values()].flatMap((failures) => {
    const [first] = failures
    return first ? [toGroup(first, failures, diagnosis)] : []
  })
}

function toGroup(
  first: FailedTask,
  failures: readonly FailedTask[],
  diagnosis: readonly Diagnosis[],
): FailureGroup {
  const related = diagnosis.filter((found) => failures.some((failure) => explains(found, failure)))
  return {
    play: first.play,
    task: first.task,
    hosts: [...new Set(failures.map(({ host }) => host))],
    line: first.line,
    message: first.message,
    known: uniqueFailures(related),
  }
}

/** A match in the output of a running task names no host, and a retry names the task without its role. */
function explains(found: Diagnosis, { host, task }: FailedTask): boolean {
  const sameTask = found.task === task || (found.task !== '' && task.endsWith(` : ${found.task}`))
  return sameTask && (found.host === host || found.host === '')
}

/** Known failures in the installer's own output, which belong to no failed task. */
export function ungroupedFailures(view: {
  progress: Pick<Progress, 'failures'>
  diagnosis: readonly Diagnosis[]
}): KnownFailure[] {
  const grouped = new Set(groupFailures(view).flatMap(({ known }) => known.map(({ id }) => id)))
  return uniqueFailures(view.diagnosis.filter(({ id }) => !grouped.has(id)))
}

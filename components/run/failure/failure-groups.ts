import type { Diagnosis, FailedTask, Progress, RunView } from '@/lib/contract/run'

/** One task that failed, on all the hosts that it failed on. */
export interface FailureGroup {
  play: string
  task: string
  hosts: readonly string[]
  /** Line of the first failure in the log, from 1. */
  line: number
  message: string
  /** Known signatures that were found in these failures. */
  signatures: readonly string[]
}

/** Failures that stayed: not ignored by the playbook, and not rescued. The first is usually the cause of the rest. */
export function realFailures(failures: readonly FailedTask[]): FailedTask[] {
  return failures.filter(({ ignored, rescued }) => !ignored && !rescued)
}

/** What failed, by task, in the order of the log. */
export function groupFailures({
  progress,
  diagnosis,
}: {
  progress: Pick<Progress, 'failures'>
  diagnosis: readonly Diagnosis[]
}): FailureGroup[] {
  const groups = new Map<string, FailedTask[]>()
  for (const failure of realFailures(progress.failures)) {
    const key = `${failure.play}\n${failure.task}`
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
    signatures: [...new Set(related.map(({ id }) => id))],
  }
}

/** What was found in the output while the task ran names no host; a retry names the task without its role. */
function explains(found: Diagnosis, { host, task }: FailedTask): boolean {
  const sameTask = found.task === task || (found.task !== '' && task.endsWith(` : ${found.task}`))
  return sameTask && (found.host === host || found.host === '')
}

/** Signatures that belong to no failing task: found in what the installer itself wrote. */
export function ungroupedSignatures(view: Pick<RunView, 'progress' | 'diagnosis'>): string[] {
  const grouped = new Set(groupFailures(view).flatMap(({ signatures }) => signatures))
  return [...new Set(view.diagnosis.map(({ id }) => id))].filter((id) => !grouped.has(id))
}

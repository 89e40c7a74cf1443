import type { HostState } from './host-task'
import type { ProgressState } from './reducer'

/** The task that runs, and the hosts of its play that have no result yet. */
export interface OpenTask {
  task: string
  /** Line of its banner. */
  line: number
  hosts: string[]
}

const MAX_HOSTS = 100

/** The current task; undefined before the first one of a play. */
export function openTask({ hosts, play, task }: ProgressState): OpenTask | undefined {
  if (!task) return undefined
  const all = [...hosts.values()].filter(
    ({ view }) => view.state !== 'failed' && view.state !== 'unreachable',
  )
  const ofPlay = all.filter(({ current }) => current?.play === play)
  const isPending = ({ current }: HostState) => current?.task !== task || current.ending === undefined
  const pending = (ofPlay.length > 0 ? ofPlay : all).filter(isPending)
  return { task: task.name, line: task.line, hosts: pending.slice(0, MAX_HOSTS).map(({ name }) => name) }
}

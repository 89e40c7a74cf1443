/** Finds a job's processes from `/proc/<pid>/stat` (man 5 proc) of all processes. */

export interface ProcessRow {
  pid: number
  parent: number
  session: number
  /** Foreground process group of its terminal; -1 without a terminal. */
  foreground: number
  /** Clock ticks since boot; identifies the process together with `pid`. */
  startTicks: number
}

/** Index of the 22nd field (`starttime`), counted from the third (`state`). */
const START_TICKS_FIELD = 19

/** @param text lines of every `/proc/<pid>/stat`, and other lines; a command name may contain anything but a newline */
export function readProcesses(text: string): ProcessRow[] {
  return text.split('\n').flatMap((line) => {
    const [, number] = /^(\d+) \(/.exec(line) ?? []
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
    const [state, parent, , session, , foreground] = fields
    const pid = Number(number)
    if (foreground === undefined || Number.isNaN(pid) || state === 'Z') return []
    return [
      {
        pid,
        parent: Number(parent),
        session: Number(session),
        foreground: Number(foreground),
        startTicks: Number(fields[START_TICKS_FIELD]),
      },
    ]
  })
}

/**
 * The processes that `main` runs: descendants of its session that are in another session, and all processes of those
 * sessions. The session of main contains only main and the terminal's process, and one of them may be dead. A daemon
 * that detached itself has another parent and session; it survives, as it would survive Ctrl-C.
 */
export function jobProcesses(all: readonly ProcessRow[], main: number): ProcessRow[] {
  const descendants = withDescendants(all, [
    main,
    ...all.filter(({ session }) => session === main).map(({ pid }) => pid),
  ])
  const sessions = new Set(
    all.filter(({ pid, session }) => descendants.has(pid) && session !== main).map(({ session }) => session),
  )
  return all.filter(({ pid, session }) => session !== main && (descendants.has(pid) || sessions.has(session)))
}

/** These processes and their descendants that were not reparented. */
export function withDescendants(all: readonly ProcessRow[], pids: Iterable<number>): Set<number> {
  const found = new Set(pids)
  for (let previousSize = -1; previousSize !== found.size; ) {
    previousSize = found.size
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid)
  }
  return found
}

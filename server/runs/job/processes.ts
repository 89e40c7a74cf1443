/** Which processes are a job's, told from `/proc/<pid>/stat` (man 5 proc) of all processes. */

export interface ProcessRow {
  pid: number
  parent: number
  session: number
  /** The foreground process group of its terminal; -1: no terminal. */
  foreground: number
  /** Clock ticks since the machine's start; with `pid` it names one process for ever. */
  started: number
}

/** The 22nd field of all, where `state` is the third. */
const START_TICKS_FIELD = 19

/** @param text the lines of every `/proc/<pid>/stat`, among others; a command's name in it may hold anything but a newline */
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
        started: Number(fields[START_TICKS_FIELD]),
      },
    ]
  })
}

/**
 * What `main` runs: the descendants of its session (there are only main and whoever makes the terminal, of which one
 * may have been killed) outside of it, and all that share a session with one of them. A daemon that was properly let go of is nobody's descendant and has
 * a session of its own; it stays, as it would after Ctrl-C.
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

/** These processes and all that they started, of those that still have their parents. */
export function withDescendants(all: readonly ProcessRow[], pids: Iterable<number>): Set<number> {
  const found = new Set(pids)
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid)
  }
  return found
}

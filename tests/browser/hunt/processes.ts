/** Polls the arguments and environments of all processes, including those of practice hosts. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Hunter } from './hunter'

const LOOK_MS = 100

export interface Processes {
  /** @returns the number of polls */
  stop(): number
}

/** @param own pids of the test's own processes, which are ignored */
export function watchProcesses(hunter: Hunter, own: ReadonlySet<number>): Processes {
  const seen = new Set<string>()
  let looks = 0
  /** Command line of each process at the last poll: its environment changes only with an exec. */
  const started = new Map<string, string>()
  const search = (file: string, text: string) => {
    // The same text was searched already.
    if (text === '' || seen.has(text)) return
    seen.add(text)
    hunter.look(`/proc/*/${file}`, text.replaceAll('\0', ' ').slice(0, 80), Buffer.from(text, 'latin1'))
  }
  const look = () => {
    looks += 1
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid) || own.has(Number(pid))) continue
      const command = read(`/proc/${pid}/cmdline`)
      // A kernel thread has an empty command line.
      if (command === '' || started.get(pid) === command) continue
      search('cmdline', command)
      const environment = read(`/proc/${pid}/environ`)
      search('environ', environment)
      if (environment !== '') started.set(pid, command)
    }
  }
  const timer = setInterval(look, LOOK_MS)
  return {
    stop: () => {
      clearInterval(timer)
      return looks
    },
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

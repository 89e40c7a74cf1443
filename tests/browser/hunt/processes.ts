/** Looks at the arguments and environments of all processes again and again, practice hosts' as well. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Hunter } from './hunter'

const LOOK_MS = 100

export interface Processes {
  /** @returns how often it was looked */
  stop(): number
}

/** @param own processes that are the test's own */
export function watchProcesses(hunter: Hunter, own: ReadonlySet<number>): Processes {
  const seen = new Set<string>()
  let looks = 0
  /** What each process was started with when it was last looked at: its environment is another one only after an exec. */
  const started = new Map<string, string>()
  const search = (file: string, text: string) => {
    // The same again is the same again.
    if (text === '' || seen.has(text)) return
    seen.add(text)
    hunter.look(`/proc/*/${file}`, text.replaceAll('\0', ' ').slice(0, 80), Buffer.from(text, 'latin1'))
  }
  const look = () => {
    looks += 1
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid) || own.has(Number(pid))) continue
      const command = read(`/proc/${pid}/cmdline`)
      // A kernel thread has none.
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

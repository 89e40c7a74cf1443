/** Looks at the arguments and environments of all processes again and again, practice hosts' as well. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Hunter } from './hunter'

const LOOK_MS = 100

interface Processes {
  /** @returns how often it was looked */
  stop(): number
}

/** @param own processes that are the test's own */
export function watchProcesses(hunter: Hunter, own: ReadonlySet<number>): Processes {
  const seen = new Set<string>()
  let looks = 0
  const look = () => {
    looks += 1
    for (const pid of readdirSync('/proc'))
      if (/^\d+$/.test(pid) && !own.has(Number(pid)))
        for (const file of ['cmdline', 'environ']) {
          const text = read(`/proc/${pid}/${file}`)
          // The same again is the same again.
          if (text === '' || seen.has(text)) continue
          seen.add(text)
          hunter.look(`/proc/*/${file}`, text.replaceAll('\0', ' ').slice(0, 80), Buffer.from(text, 'latin1'))
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

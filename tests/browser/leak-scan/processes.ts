/** Polls the arguments and environments of all processes, including those of practice hosts. */
import { readdirSync, readFileSync } from 'node:fs'
import type { LeakScanner } from './leak-scanner'

const POLL_MS = 100

export interface ProcessScan {
  /** @returns the number of polls */
  stop(): number
}

/** @param ignored pids of the test's own processes, which are ignored */
export function scanProcesses(scanner: LeakScanner, ignored: ReadonlySet<number>): ProcessScan {
  const scanned = new Set<string>()
  let polls = 0
  /** Command line of each process at the last poll: its environment changes only with an exec. */
  const started = new Map<string, string>()
  const scan = (file: string, text: string) => {
    // The same text was searched already.
    if (text === '' || scanned.has(text)) return
    scanned.add(text)
    scanner.scan(`/proc/*/${file}`, text.replaceAll('\0', ' ').slice(0, 80), Buffer.from(text, 'latin1'))
  }
  const poll = () => {
    polls += 1
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid) || ignored.has(Number(pid))) continue
      const command = read(`/proc/${pid}/cmdline`)
      // A kernel thread has an empty command line.
      if (command === '' || started.get(pid) === command) continue
      scan('cmdline', command)
      const environment = read(`/proc/${pid}/environ`)
      scan('environ', environment)
      if (environment !== '') started.set(pid, command)
    }
  }
  const timer = setInterval(poll, POLL_MS)
  return {
    stop: () => {
      clearInterval(timer)
      return polls
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

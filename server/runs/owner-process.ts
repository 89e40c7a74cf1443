/** Identifies the process that prepares a run, also after its pid was reused. */
import { readFileSync } from 'node:fs'

/** Returns "PID START BOOT", or only the pid without /proc. */
export function currentProcess(): string {
  return identify(process.pid)
}

/** Whether the process that `currentProcess` identified still runs. */
export function isAlive(owner: string | undefined): boolean {
  const pid = Number.parseInt(owner ?? '', 10)
  return pid > 0 && exists(pid) && identify(pid) === owner
}

function identify(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return `${pid} ${start} ${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}`
  } catch {
    return String(pid)
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

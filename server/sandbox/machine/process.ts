/** Identifies processes by pid and start time, since the kernel reuses pids. */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'

export const processIdentity = z.object({
  pid: z.number().int().positive(),
  /** Clock ticks between boot and the process's start: field 22 of /proc/PID/stat, proc(5). */
  startTicks: z.string(),
})
export type ProcessIdentity = z.infer<typeof processIdentity>

async function statFields(pid: number): Promise<string[] | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The second field, the name, is in parentheses and may contain any character.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** The identity of a process. For a pid that does not exist, `isAlive` returns false for the result. */
export async function identify(pid: number): Promise<ProcessIdentity> {
  return { pid, startTicks: (await statFields(pid))?.[19] ?? 'gone' }
}

/** Whether this exact process is still running; false for a zombie. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const fields = await statFields(identity.pid)
  return fields !== undefined && fields[0] !== 'Z' && fields[19] === identity.startTicks
}

/** Runs the probe on this machine in each supported shell. */
import { execFileSync } from 'node:child_process'
import { CHECKS } from '@/lib/checks/catalogue/index'
import { buildProbe } from '@/lib/checks/probe/probe'

export const NONCE = 'nonce-1f2e'
export const SHELLS = [['sh'], ['dash'], ['bash'], ['bash', '--posix'], ['busybox', 'sh']]

/** The complete probe. @param folder package folder, as on the taskbox */
export const script = (folder = '', checks: Parameters<typeof buildProbe>[0] = CHECKS): string =>
  `nonce=${NONCE}\npackage=${folder}\n${buildProbe(checks)}`

export function runProbe([program = 'sh', ...flags]: readonly string[], text: string): Buffer {
  return execFileSync(program, [...flags, '-c', text], { stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Collects data that may contain a secret outside of a page's traffic: reports, changed files, downloads. */

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { PAGE_KEY_HEADER } from '@/lib/contract/handshake'
import type { SandboxHost } from '@/server/sandbox/sandbox'
import { pageKeyOf } from '../actions'

const SOON_MS = 60_000
const OUT = 'tests/browser/out'

/** Makes a process write its diagnostic report: environment, arguments, stacks and sockets, without the heap. */
export async function diagnosticReport(pid: number, folder: string): Promise<void> {
  const existing = readdirSync(folder).length
  process.kill(pid, 'SIGUSR2')
  await expect.poll(() => readdirSync(folder).length, { timeout: SOON_MS }).toBeGreaterThan(existing)
}

/** Sets the reference time of `changedFiles` on a host. */
export const setReferenceTime = async (host: SandboxHost): Promise<void> =>
  void (await host.exec('touch /since'))

/** Files of a practice host that were created or changed after `setReferenceTime`. */
export async function changedFiles(host: SandboxHost): Promise<string[]> {
  const skipped = ['/proc', '/sys', '/dev'].map((folder) => `-path ${folder}`).join(' -o ')
  const { stdout } = await host.exec(`find / \\( ${skipped} \\) -prune -o -type f -newer /since -print`)
  return stdout.split('\n').filter((file) => file !== '' && existsSync(path.join(host.rootFolder, file)))
}

/** Downloads the files that the page's buttons offer without secrets, with the page's session. */
export async function download(page: Page, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    const headers = { [PAGE_KEY_HEADER]: await pageKeyOf(page) }
    const [status, size] = await page.evaluate(
      async ([at, sent]) => {
        const response = await fetch(at, { headers: sent })
        return [response.status, (await response.arrayBuffer()).byteLength] as const
      },
      [address, headers] as const,
    )
    expect(status, address).toBe(200)
    expect(size, address).toBeGreaterThan(0)
  }
}

/** Writes the scan's report to a file and to the output of the tests. */
export function writeReport(name: string, text: string): void {
  mkdirSync(OUT, { recursive: true })
  writeFileSync(path.join(OUT, `leak-scan-${name}.txt`), `${text}\n`)
  process.stdout.write(`\n${text}\n`)
}

import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { HostInit } from '@/server/sandbox/hosts/host'
import { machineHierarchies } from '@/server/sandbox/machine/cgroups'
import { RUN_FOLDER } from '@/server/sandbox/paths'
import { removeStaleSandboxes, startSandbox } from '@/server/sandbox/sandbox'

const REMOVED_WITHIN_MS = 10_000
/** Timeout on a machine under load. */
const SLOW_MS = 90_000

const TRACES = ['cable', 'lease', 'folder', 'process']

interface SandboxInfo {
  gateway: string
  subnet: string
  /** A host's `/`, below its init in /proc. */
  root: string
}

/** The sandbox's cgroups, each with its inode. */
async function cgroups(subnet: string): Promise<string[]> {
  const name = `taskbox-sandbox-${subnet.split('/')[0]}`
  const { stdout } = await execa('find', ['/sys/fs/cgroup', '-name', name, '-printf', 'cgroup %i %p\\n'], {
    reject: false,
  })
  return stdout.split('\n').filter(Boolean)
}

/**
 * Traces of a sandbox on this machine: its veth interface, lease, folder, processes and cgroups; mounts are never visible. Each
 * trace identifies the sandbox, since another one may use the same network later.
 */
async function traces({ gateway, subnet, root }: SandboxInfo): Promise<string[]> {
  const { stdout } = await execa('ip', ['-4', '-o', 'address', 'show', 'to', `${gateway}/32`])
  const folder = path.join(RUN_FOLDER, subnet.split('/')[0] ?? '')
  const found = [
    stdout !== '' && `cable ${stdout.split(':')[0]}`,
    await readFile(`${folder}.json`, 'utf8').then(
      (text) => `lease ${text}`,
      () => false as const,
    ),
    await stat(folder).then(
      ({ ino, birthtimeMs }) => `folder ${ino} ${birthtimeMs}`,
      () => false as const,
    ),
    existsSync(path.dirname(root)) && `process ${root}`,
    (await readFile('/proc/self/mountinfo', 'utf8')).includes('taskbox-sandbox') && 'mounts',
    ...(await cgroups(subnet)),
  ]
  return found.filter((trace) => trace !== false)
}

/** The traces of `before` that still exist. */
async function remainingTraces(info: SandboxInfo, before: readonly string[]): Promise<string[]> {
  return (await traces(info)).filter((trace) => before.includes(trace))
}

const kinds = (found: readonly string[]): string[] => [
  ...new Set(found.map((trace) => trace.split(' ')[0] ?? '')),
]

const sandboxInfo = z.object({ gateway: z.string(), subnet: z.string(), root: z.string() })

async function startInProcess(init: HostInit) {
  const child = execa('npx', ['tsx', 'tests/lab/run-sandbox.ts', init], {
    reject: false,
    cleanup: true,
    detached: true,
  })
  const [line] = await once(child.stdout, 'data')
  return { child, info: sandboxInfo.parse(JSON.parse(String(line))) }
}

describe('sandboxes of practice hosts', () => {
  it(
    'run concurrently on separate networks, and stop removes all traces of both',
    async () => {
      const sandboxes = await Promise.all(
        (['simple', 'systemd'] as const).map((init) => startSandbox({ names: ['a', 'b'], init })),
      )
      const info = sandboxes.map(({ gateway, subnet, hosts }) => ({
        gateway,
        subnet,
        root: hosts[0].rootFolder,
      }))
      expect(new Set(info.map(({ subnet }) => subnet))).toHaveProperty('size', 2)
      const before = await Promise.all(info.map(traces))
      expect(before.map(kinds)).toEqual([TRACES, [...TRACES, 'cgroup']])
      await Promise.all(sandboxes.map((sandbox) => sandbox.stop()))
      for (const sandbox of info) expect(await remainingTraces(sandbox, before.flat())).toEqual([])
    },
    SLOW_MS,
  )

  it(
    'may be stopped twice',
    async () => {
      const sandbox = await startSandbox({ names: ['a'] })
      await Promise.all([sandbox.stop(), sandbox.stop()])
      await sandbox.stop()
    },
    SLOW_MS,
  )

  it('reject invalid host names without starting a process', async () => {
    for (const names of [[], ['a', 'a'], ['A'], ['a b'], ['-a']])
      await expect(startSandbox({ names })).rejects.toMatchObject({ code: 'name' })
  })

  it.each([
    ['SIGKILL', 'simple', TRACES],
    ['SIGINT', 'simple', TRACES],
    ['SIGKILL', 'systemd', [...TRACES, 'cgroup']],
  ] as const)(
    'exit with their owner when it receives %s: %s init',
    async (signal, init, expected) => {
      const { child, info } = await startInProcess(init)
      const before = await traces(info)
      expect(kinds(before)).toEqual(expected)
      process.kill(-(child.pid ?? 0), signal)
      await child
      await expect.poll(() => remainingTraces(info, before), { timeout: REMOVED_WITHIN_MS }).toEqual([])
    },
    SLOW_MS,
  )

  it(
    'are swept when their owner died without cleanup; those of live owners are not',
    async () => {
      const sandbox = await startSandbox({ names: ['alive'] })
      await mkdir(path.join(RUN_FOLDER, '198.19.255.0'), { recursive: true })
      const owner = { pid: 4194304, startTicks: '1' }
      const cgroup = path.join((await machineHierarchies())[0]?.own ?? '', 'taskbox-sandbox-198.19.255.0')
      await mkdir(path.join(cgroup, 'host', 'init.scope'), { recursive: true })
      const lease = { version: 1, subnet: '198.19.255.0/24', owner, cgroups: [cgroup] }
      await writeFile(path.join(RUN_FOLDER, '198.19.255.0.json'), JSON.stringify(lease))
      await removeStaleSandboxes()
      expect(existsSync(path.join(RUN_FOLDER, '198.19.255.0.json'))).toBe(false)
      expect(existsSync(path.join(RUN_FOLDER, '198.19.255.0'))).toBe(false)
      expect(existsSync(cgroup)).toBe(false)
      expect((await sandbox.hosts[0].exec('uname -n')).stdout).toBe('alive\n')
      await sandbox.stop()
    },
    SLOW_MS,
  )

  it(
    'start fifty hosts',
    async () => {
      const sandbox = await startSandbox({ names: Array.from({ length: 50 }, (_, index) => `n${index}`) })
      expect((await sandbox.hosts[0].exec('for n in 1 25 49; do ping -c 1 -W 2 n$n; done')).exitCode).toBe(0)
      await sandbox.stop()
    },
    SLOW_MS,
  )
})

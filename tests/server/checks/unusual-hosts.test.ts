import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Host } from '@/lib/cluster/cluster'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { runChecks } from '@/server/checks/run-checks'
import { createMachines, type Machines } from '@/server/machine/machines'
import { HostKeys } from '@/server/ssh/host-keys'
import { hostOf, labSandbox, rootOf, sudoerOf } from '../../lab/sandbox'
import { cluster } from '../../lib/checks/fixtures'
import { sshServer } from '../machine/servers'
import { emptyHome } from './empty-home'

const sandbox = labSandbox('odd')
emptyHome()
let machines: Machines
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taskbox-strange-'))
  machines = createMachines(new HostKeys(join(folder, 'keys.json')), { acceptUnknown: true })
})
afterAll(async () => {
  await machines.close()
  await rm(folder, { recursive: true })
})

function odd(more: Partial<Host> = {}): Host {
  const { name, address } = hostOf(sandbox(), 0)
  const login = rootOf(hostOf(sandbox(), 0))
  return {
    id: name,
    name,
    address,
    ip: address,
    port: 22,
    login,
    taskbox: false,
    roles: ['master', 'etcd'],
    ...more,
  }
}

/** `check status reason` of the host, without disks, which change over time, and without the taskbox. */
async function results(more: Partial<Host> = {}): Promise<string[]> {
  const [report] = await runChecks({ cluster: cluster([odd(more)]), release: advanced100, machines })
  const findings = report?.findings ?? []
  return findings
    .filter(({ check }) => !['disk', 'taskbox', 'locale'].includes(check))
    .map(({ check, status, reason }) => `${check} ${status} ${reason}`)
}

describe('unusual hosts', { timeout: 120_000 }, () => {
  it('with a read-only /tmp have otherwise equal results', async () => {
    const before = await results()
    await hostOf(sandbox(), 0).exec('mount -t tmpfs -o ro none /tmp')
    const readOnly = (one: string) => (one === 'noexec pass usable' ? 'noexec fail readOnly' : one)
    expect(await results()).toEqual(before.map(readOnly))
    await hostOf(sandbox(), 0).exec('umount /tmp')
  })
  it('with a sudo lecture grant root', async () => {
    const { exec } = hostOf(sandbox(), 0)
    await exec("echo 'Defaults lecture=always' >/etc/sudoers.d/lecture && chmod 0440 /etc/sudoers.d/lecture")
    const found = await results({ login: sudoerOf(hostOf(sandbox(), 0)) })
    expect(found).toContain('sudo pass granted')
    expect(found).toContain('ssh pass reached')
    await exec('rm /etc/sudoers.d/lecture')
  })
  it('with output by rc files have otherwise equal results', async () => {
    const { exec } = hostOf(sandbox(), 0)
    const before = await results()
    await exec('sed -i \'1i printf "\\\\nnonce os 3 bytes\\\\n\\\\000\\\\377\\\\n"; seq 2000\' /root/.bashrc')
    const noisy = await results()
    expect(noisy).toEqual(before.map((one) => (one === 'ssh pass reached' ? 'ssh warn noisy' : one)))
    await exec("sed -i '1d' /root/.bashrc")
  })
  it('with another locale have equal results', async () => {
    const { exec } = hostOf(sandbox(), 0)
    const before = await results()
    await exec(
      "sed -i '1i export LANG=zh_CN.UTF-8 LC_ALL=zh_CN.UTF-8 LANGUAGE=zh_CN POSIXLY_CORRECT=1' /root/.bashrc",
    )
    expect(await results()).toEqual(before)
    await exec("sed -i '1d' /root/.bashrc")
  })
  it('that print ten megabytes fail, and nothing passes', async () => {
    const { exec } = hostOf(sandbox(), 0)
    await exec(
      "printf '#!/bin/sh\\nyes \\\\000\\377 | head -c 10000000\\n' >/usr/local/bin/ip && chmod +x /usr/local/bin/ip",
    )
    const found = await results()
    await exec('rm /usr/local/bin/ip')
    expect(found[0]).toBe('ssh fail protocol')
    expect(found.filter((one) => one.includes(' pass '))).toEqual([])
  })
  it('with a broken program are unknown only in the checks that use it', async () => {
    const { exec } = hostOf(sandbox(), 0)
    const before = await results()
    await exec(
      'printf \'#!/bin/sh\\nprintf "\\\\\\\\000\\\\\\\\377 nonsense"\\n\' >/usr/local/bin/ip && chmod +x /usr/local/bin/ip',
    )
    const found = await results()
    await exec('rm /usr/local/bin/ip')
    const affected = /^(addresses|cidr|mtu) /
    expect(found.filter((one) => affected.test(one)).every((one) => one.includes(' unknown '))).toBe(true)
    expect(found.filter((one) => !affected.test(one))).toEqual(before.filter((one) => !affected.test(one)))
  })
  it('that disconnect during the probe fail, and nothing passes', async () => {
    const server = await sshServer({ cutAfterBytes: 2000 })
    const startedAt = performance.now()
    try {
      const login = { user: 'root', password: 'x' }
      const found = await results({ address: '127.0.0.1', port: server.port, login })
      expect(found.filter((one) => one.includes(' pass '))).toEqual([])
      expect(found[0]).toMatch(/^ssh fail (closed|timeout)/)
      expect(performance.now() - startedAt).toBeLessThan(60_000)
    } finally {
      await server.close()
    }
  })
})

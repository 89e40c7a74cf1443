import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import type { Host } from '@/lib/cluster/cluster'
import { installers } from '@/lib/installers/registry'
import { createMachines } from '@/server/machine/machines'
import { detectPackage } from '@/server/packages/detect'
import { findPackages } from '@/server/packages/find'
import { unpackTarball } from '@/server/packages/unpack'
import { receiveTarball } from '@/server/packages/upload'
import { packSandboxPackage } from '@/server/sandbox/sources/package'
import { HostKeys } from '@/server/ssh/host-keys'
import { hostOf, labSandbox, rootOf, sudoerOf } from '../../lab/sandbox'

const LONG_MS = 60_000
const sandbox = labSandbox('taskbox')

it(
  'a tarball is uploaded to the taskbox of a sudo user, unpacked there, and found',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'packages-'))
    const machines = createMachines(new HostKeys(path.join(folder, 'host-keys.json')), {
      acceptUnknown: true,
    })
    const { name, address } = hostOf(sandbox(), 0)
    const login = sudoerOf(hostOf(sandbox(), 0))
    const host: Host = { id: name, name, address, ip: address, port: 22, login, taskbox: false, roles: [] }
    const machine = await machines.host(host, { kind: 'local' })
    const packed = await packSandboxPackage(folder)
    const at = '/opt/kubesphere-all-advanced-1.0.0'

    const signal = new AbortController().signal
    const tarball = await receiveTarball(machine, path.basename(packed), createReadStream(packed), signal)
    expect(tarball).toBe(`${at}.tar.gz`)
    const progress: number[] = []
    expect(
      await unpackTarball(machine, tarball, installers, { onProgress: (done) => progress.push(done) }),
    ).toBe(at)
    expect(progress.at(-1)).toBe((await stat(packed)).size)
    expect(await detectPackage(machine, at, installers)).toEqual({
      folder: at,
      installer: 'kubesphere',
      release: 'advanced-1.0.0',
    })
    expect(await findPackages(machine, installers)).toEqual({
      packages: [{ folder: at, installer: 'kubesphere', release: 'advanced-1.0.0' }],
      unrecognized: [],
      tarballs: [{ path: tarball }],
    })
    const { stdout } = await hostOf(sandbox(), 0).exec(
      `stat -c '%U %a' ${at}/scripts/install.sh; ls -A /opt | grep taskbox || :`,
    )
    expect(stdout).toBe('root 755\n')

    await machines.close()
    await rm(folder, { recursive: true })
  },
  LONG_MS,
)

it('a package of the login user is used, since that user can become root anyway', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'packages-'))
  const machines = createMachines(new HostKeys(path.join(folder, 'host-keys.json')), { acceptUnknown: true })
  const { name, address, exec } = hostOf(sandbox(), 0)
  const login = sudoerOf(hostOf(sandbox(), 0))
  const host: Host = { id: name, name, address, ip: address, port: 22, login, taskbox: false, roles: [] }
  const home = `/home/own/kubesphere-all-advanced-1.0.0`
  try {
    const machine = await machines.host(host, { kind: 'local' })
    await exec(`mkdir -p ${home}/conf ${home}/scripts && cd ${home} && touch conf/hosts.ini conf/vars.yml scripts/install.sh scripts/multi-node.sh
chown -R ${login.user} /home/own`)
    expect(await detectPackage(machine, home, installers)).toMatchObject({ folder: home })
    await exec(`chown nobody ${home}/scripts/install.sh`)
    await expect(detectPackage(machine, home, installers)).rejects.toMatchObject({
      kind: 'package-untrusted',
      facts: { entry: `${home}/scripts/install.sh`, owner: 'nobody', reason: 'owner' },
    })
  } finally {
    await machines.close()
    await rm(folder, { recursive: true })
  }
})

it(
  'an upload that exceeds the free space of the taskbox is rejected early and leaves no file',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'packages-'))
    const machines = createMachines(new HostKeys(path.join(folder, 'host-keys.json')), {
      acceptUnknown: true,
    })
    const { name, address, exec } = hostOf(sandbox(), 0)
    const login = rootOf(hostOf(sandbox(), 0))
    const host: Host = { id: name, name, address, ip: address, port: 22, login, taskbox: false, roles: [] }
    await exec('mount -t tmpfs -o size=530m small /opt')
    try {
      const machine = await machines.host(host, { kind: 'local' })
      let sent = 0
      const source = Readable.from(
        (function* endless() {
          for (; ; sent += 1) yield Buffer.alloc(2 ** 20)
        })(),
      )
      const receiving = receiveTarball(machine, 'endless.tar.gz', source, new AbortController().signal)
      await expect(receiving).rejects.toMatchObject({ kind: 'tarball-too-large', facts: { free: 18 } })
      expect(sent).toBeLessThan(40)
      expect((await exec('ls -A /opt')).stdout).toBe('')
    } finally {
      await machines.close()
      await exec('umount /opt')
      await rm(folder, { recursive: true })
    }
  },
  LONG_MS,
)

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMachines, type Machines } from '@/server/machine/machines'
import { HostKeys } from '@/server/ssh/host-keys'
import { knownKeys } from '@/server/ssh/known-hosts'
import { hostOf, labSandbox, rootOf } from '../../lab/sandbox'
import { tcpServer } from '../machine/servers'

// OpenSSH's server of a practice host, on the IPv6 loopback of this machine, and its client.
const LOOPBACK = '::1'
const sandbox = labSandbox('one')

let folder: string
let stop: () => Promise<unknown> = async () => undefined
let port = 0
let machines: Machines

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ipv6-'))
  const free = await tcpServer(() => undefined)
  port = free.port
  await free.close()
  const [, , pid = ''] = hostOf(sandbox(), 0).rootFolder.split('/')
  const options = ['-o', `ListenAddress=[${LOOPBACK}]:${port}`, '-o', 'PidFile=none']
  // In the file system of the host, but in the network of this machine.
  const enter = ['--target', pid, '--mount', '--root', '--wd=/']
  const sshd = execa('nsenter', [...enter, '/usr/sbin/sshd', '-D', '-e', ...options], { reject: false })
  stop = () => {
    sshd.kill()
    return sshd
  }
  await new Promise<void>((resolve, reject) => {
    const lines = createInterface({ input: sshd.stderr })
    lines.on('line', (line) => line.includes('listening') && resolve())
    lines.on('close', () => reject(new Error('sshd did not start')))
  })
  machines = createMachines(new HostKeys(path.join(folder, 'host-keys.json')))
})
afterAll(async () => {
  await machines?.close()
  await stop()
  await rm(folder, { recursive: true })
})

const target = () => ({
  kind: 'ssh' as const,
  address: LOOPBACK,
  port,
  login: rootOf(hostOf(sandbox(), 0)),
})
const fingerprintOf = () => hostOf(sandbox(), 0).hostKeyFingerprint

describe('a machine with an IPv6 address', () => {
  it('is connected to, and its key is pinned under its address in brackets', async () => {
    const fingerprint = fingerprintOf()
    const label = `root@[${LOOPBACK}]:${port}`
    await expect(machines.taskbox(target())).rejects.toMatchObject({
      kind: 'host-key-unknown',
      facts: { machine: label, address: LOOPBACK, fingerprint },
    })
    const machine = await machines.taskbox(target(), { acceptUnknown: true })
    const { stdout } = await machine.exec('echo "$SSH_CONNECTION"', { deadlineMs: 10_000 })
    expect(stdout.toString()).toMatch(new RegExp(`^${LOOPBACK} \\d+ ${LOOPBACK} ${port}\\n$`))
    await machine.close()
    const pins = JSON.parse(await readFile(path.join(folder, 'host-keys.json'), 'utf8'))
    expect(pins.keys).toMatchObject({ [`[${LOOPBACK}]:${port}`]: { fingerprint } })
  })

  it('is refused if its key differs from the pinned one', async () => {
    const fingerprint = fingerprintOf()
    const pinned = `SHA256:${'A'.repeat(43)}`
    await expect(machines.taskbox({ ...target(), hostKey: pinned })).rejects.toMatchObject({
      kind: 'host-key-changed',
      facts: { pinned, fingerprint },
    })
  })

  it('is found in known_hosts as ssh-keyscan and ssh write it, in any notation', async () => {
    const scan = await execa('ssh-keyscan', ['-p', `${port}`, '-t', 'ed25519', LOOPBACK])
    const file = path.join(folder, 'known_hosts')
    const ssh = ['-o', 'StrictHostKeyChecking=no', '-o', `UserKnownHostsFile=${file}`, '-o', 'BatchMode=yes']
    await execa('ssh', ['-F', 'none', '-p', `${port}`, ...ssh, LOOPBACK, 'true'], { reject: false })
    for (const text of [scan.stdout, await readFile(file, 'utf8')]) {
      const { keys } = await knownKeys(text, [
        { address: LOOPBACK, port },
        { address: '0:0:0:0:0:0:0:1', port },
        { address: LOOPBACK, port: 22 },
      ])
      expect(keys).toMatchObject([
        { state: 'found', fingerprint: fingerprintOf() },
        { state: 'found' },
        { state: 'absent' },
      ])
    }
  })
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Host, Taskbox } from '@/lib/cluster/cluster'
import { createMachines, type Machines } from '@/server/machine/machines'
import { HostKeys } from '@/server/ssh/host-keys'
import { hostOf, labSandbox, rootOf, sudoerOf } from '../../lab/sandbox'

const SOON_MS = 15_000
const sandbox = labSandbox('taskbox', 'node1')
let folder: string
let keys: HostKeys
let machines: Machines

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'machines-'))
  keys = new HostKeys(path.join(folder, 'host-keys.json'))
  machines = createMachines(keys)
})
afterEach(async () => {
  await machines.close()
  await rm(folder, { recursive: true })
})

function host(index: number, more: Partial<Host> = {}): Host {
  const { name, address } = hostOf(sandbox(), index)
  const login = rootOf(hostOf(sandbox(), index))
  return { id: name, name, address, ip: address, port: 22, login, taskbox: false, roles: ['node'], ...more }
}
const local: Taskbox = { kind: 'local' }

describe('the machines of a cluster', () => {
  it('accept an unknown host key once and verify it afterwards', async () => {
    await expect(machines.host(host(1), local)).rejects.toMatchObject({ kind: 'host-key-unknown' })
    const opened = await machines.host(host(1), local, { acceptUnknown: true })
    expect(opened.hostKey?.fingerprint).toBe(hostOf(sandbox(), 1).hostKeyFingerprint)
    expect(await keys.find(host(1))).toMatchObject({ fingerprint: opened.hostKey?.fingerprint })
    await machines.host(host(1), local)
  })

  it('reject a host key that differs from the accepted one', async () => {
    await keys.pin(host(1), 'SHA256:before', 'ssh-ed25519')
    const again = machines.host(host(1), local, { acceptUnknown: true })
    await expect(again).rejects.toMatchObject({
      kind: 'host-key-changed',
      facts: { pinned: 'SHA256:before' },
    })
  })

  it('prefer the pin of the cluster to an accepted host key', async () => {
    await keys.pin(host(1), 'SHA256:before', 'ssh-ed25519')
    await machines.host(host(1, { hostKey: hostOf(sandbox(), 1).hostKeyFingerprint }), local)
  })

  it('run commands as root for any login user, except with asUser', async () => {
    const sudoer = host(1, { login: sudoerOf(hostOf(sandbox(), 1)) })
    const whoami = async (options = {}) => {
      const machine = await machines.host(sudoer, local, { acceptUnknown: true, ...options })
      return (await machine.exec('id -un', { deadlineMs: SOON_MS })).stdout.toString().trim()
    }
    expect([await whoami(), await whoami({ asUser: true })]).toEqual(['root', 'ubuntu'])
  })

  it('open the host that is the taskbox as the taskbox', async () => {
    const { address } = hostOf(sandbox(), 0)
    const taskbox: Taskbox = { kind: 'ssh', address, port: 22, login: rootOf(hostOf(sandbox(), 0)) }
    const itself = host(1, { taskbox: true, address: 'nowhere.invalid' })
    const machine = await machines.host(itself, taskbox, { acceptUnknown: true })
    expect((await machine.exec('uname -n', { deadlineMs: SOON_MS })).stdout.toString()).toBe('taskbox\n')
    expect((await machines.host(itself, local)).label).toBe('')
  })

  it('retry only an idempotent command after a lost connection', async () => {
    const machine = await machines.host(host(1), local, { acceptUnknown: true })
    const once = (file: string) => `[ -e ${file} ] || { touch ${file}; kill -9 $PPID; sleep 5; }; echo twice`
    const probe = await machine.exec(once('/tmp/probe'), { deadlineMs: SOON_MS, idempotent: true })
    expect(probe.stdout.toString()).toBe('twice\n')
    const other = machine.exec(once('/tmp/other'), { deadlineMs: SOON_MS })
    await expect(other).rejects.toMatchObject({ kind: 'closed' })
  })
})

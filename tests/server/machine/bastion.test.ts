import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Bastion, Host, Taskbox } from '@/lib/cluster/cluster'
import { createMachines, type Machines } from '@/server/machine/machines'
import { HostKeys } from '@/server/ssh/host-keys'
import { hostOf, labSandbox, rootOf, sudoerOf } from '../../lab/sandbox'
import { sshServer, tcpServer } from './servers'

const SOON_MS = 15_000
const sandbox = labSandbox('jump', 'node1', 'node2')
const accept = { acceptUnknown: true }
const local: Taskbox = { kind: 'local' }
let folder: string
let keys: HostKeys
let machines: Machines

/** The nodes respond only to the bastion. */
beforeAll(async () => {
  for (const node of [1, 2]) await hostOf(sandbox(), node).exec(`ip route add blackhole ${sandbox().gateway}`)
})
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bastion-'))
  keys = new HostKeys(path.join(folder, 'host-keys.json'))
  machines = createMachines(keys)
})
afterEach(async () => {
  await machines.close()
  await rm(folder, { recursive: true })
})

const jump = (more: Partial<Bastion> = {}): Bastion => ({
  address: hostOf(sandbox(), 0).address,
  port: 22,
  login: sudoerOf(hostOf(sandbox(), 0)),
  ...more,
})

function node(index: number, bastion: Bastion | undefined = jump(), more: Partial<Host> = {}): Host {
  const { name, address } = hostOf(sandbox(), index)
  const login = rootOf(hostOf(sandbox(), index))
  const host = { id: name, name, address, ip: address, port: 22, login, taskbox: false, roles: [], ...more }
  return bastion ? { ...host, bastion } : host
}

const failed = (kind: string, facts: object) =>
  expect.objectContaining({ name: 'MachineFailure', kind, facts: expect.objectContaining(facts) })
const labelOf = ({ login, address, port }: Bastion) => `${login.user}@${address}:${port}`
const logins = async (index: number) =>
  Number((await hostOf(sandbox(), index).exec('grep -c "Accepted " /var/log/sshd.log || :')).stdout)

async function uname(host: Host): Promise<string> {
  const machine = await machines.host(host, local, accept)
  return String((await machine.exec('uname -n', { deadlineMs: SOON_MS })).stdout).trim()
}

describe('hosts that are reached through a bastion', () => {
  it('share one connection to it', async () => {
    const { bastion: _, ...direct } = node(1)
    const unreachable = machines.host(direct, local, { ...accept, dialMs: 700 })
    await expect(unreachable).rejects.toEqual(failed('timeout', { reason: 'connecting' }))
    const before = await Promise.all([0, 1, 2].map(logins))
    const names = await Promise.all([node(1), node(2), node(1)].map(uname))
    expect(names).toEqual(['node1', 'node2', 'node1'])
    expect(await uname(node(2))).toBe('node2')
    const after = await Promise.all([0, 1, 2].map(logins))
    expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([1, 1, 1])
  })

  it('may include the taskbox', async () => {
    const taskbox: Taskbox = { kind: 'ssh', ...node(1) }
    const machine = await machines.taskbox(taskbox, accept)
    await machine.writeFile('/tmp/through', 'whole', { mode: 0o600, deadlineMs: SOON_MS })
    expect(String(await machine.readFile('/tmp/through', { deadlineMs: SOON_MS }))).toBe('whole')
  })

  it('need few connections to it, even if there are many hosts', async () => {
    const bastion = await sshServer()
    const login = { user: 'jump', password: 'secret' }
    const many = Array.from({ length: 70 }, (_, index) =>
      machines.host(
        node(1, { address: '127.0.0.1', port: bastion.port, login }, { port: 1000 + index }),
        local,
        accept,
      ),
    )
    const kinds = await Promise.allSettled(many)
    expect(kinds.map((one) => one.status === 'rejected' && one.reason.kind)).toEqual(
      many.map(() => 'bastion'),
    )
    expect(bastion.logins()).toBe(2)
    await bastion.close()
  })
})

describe('the bastion’s host key', () => {
  it('is verified like that of a host, before any credential is sent', async () => {
    const facts = {
      machine: labelOf(jump()),
      hop: 'bastion',
      address: jump().address,
      fingerprint: hostOf(sandbox(), 0).hostKeyFingerprint,
    }
    await expect(machines.host(node(1), local)).rejects.toEqual(failed('host-key-unknown', facts))
  })

  it('is pinned if unknown keys are accepted, and the host’s key is pinned with the bastion in its scope', async () => {
    await uname(node(1))
    expect(await keys.find(jump())).toMatchObject({ fingerprint: hostOf(sandbox(), 0).hostKeyFingerprint })
    expect(await keys.find(node(1))).toMatchObject({ fingerprint: hostOf(sandbox(), 1).hostKeyFingerprint })
    expect(await keys.find({ ...node(1), bastion: undefined })).toBeUndefined()
  })

  it('is rejected if it changed', async () => {
    const changed = jump({ hostKey: `SHA256:${'x'.repeat(43)}` })
    await expect(machines.host(node(1, changed), local, accept)).rejects.toEqual(
      failed('host-key-changed', { machine: labelOf(jump()), hop: 'bastion' }),
    )
  })
})

describe('a failure on the route through a bastion', () => {
  it('is reported as the bastion’s if its login fails', async () => {
    const wrong = jump({ login: { ...jump().login, password: 'no' } })
    await expect(machines.host(node(1, wrong), local, accept)).rejects.toEqual(
      failed('auth', { machine: labelOf(wrong), hop: 'bastion', target: `root@${node(1).address}:22` }),
    )
  })

  it('is reported as the host’s if its login fails', async () => {
    const wrong = node(1, jump(), { login: { user: 'root', password: 'no' } })
    const failure = await machines.host(wrong, local, accept).catch((error: unknown) => error)
    expect(failure).toEqual(failed('auth', { machine: `root@${node(1).address}:22` }))
    expect(failure).not.toHaveProperty('facts.hop')
  })

  it('contains the bastion’s message if it cannot connect to the host', async () => {
    const closed = node(1, jump(), { port: 4444 })
    await expect(machines.host(closed, local, accept)).rejects.toEqual(
      failed('bastion', {
        machine: labelOf(jump()),
        reason: 'notConnected',
        target: `root@${node(1).address}:4444`,
        text: 'Connection refused',
      }),
    )
  })

  it('is a timeout if packets to the host are dropped', async () => {
    await hostOf(sandbox(), 2).exec(`ip route add blackhole ${jump().address}`)
    try {
      const connecting = machines.host(node(2), local, { ...accept, dialMs: 1500 })
      await expect(connecting).rejects.toEqual(failed('bastion', { reason: 'noAnswer', seconds: 1.5 }))
    } finally {
      await hostOf(sandbox(), 2).exec(`ip route del blackhole ${jump().address}`)
    }
  })

  it('is a timeout if the bastion never responds', async () => {
    const mute = await tcpServer(() => undefined)
    const bastion = jump({ address: '127.0.0.1', port: mute.port })
    const hanging = machines.host(node(1, bastion), local, { ...accept, dialMs: 700 })
    await expect(hanging).rejects.toEqual(failed('timeout', { reason: 'handshake', hop: 'bastion' }))
    await mute.close()
  })
})

describe('a bastion without forwarding', () => {
  const set = (allowed: 'yes' | 'no') =>
    hostOf(sandbox(), 0).exec(
      `sed -i '/AllowTcpForwarding/d' /etc/ssh/sshd_config; echo AllowTcpForwarding ${allowed} >>/etc/ssh/sshd_config; kill -HUP $(cat /run/sshd.pid); sleep 0.5`,
    )
  beforeAll(() => set('no'))
  afterAll(() => set('yes'))

  it('is reported with the host', async () => {
    await expect(machines.host(node(1), local, accept)).rejects.toEqual(
      failed('bastion', { machine: labelOf(jump()), reason: 'forwardingDenied' }),
    )
  })
})

describe('a bastion that dies', () => {
  const killBastion = () => hostOf(sandbox(), 0).exec("pkill -9 -f '^sshd: ubuntu' ; sleep 0.3")

  it('during a command is reported, and the next command uses a new connection', async () => {
    const machine = await machines.host(node(1), local, accept)
    const running = machine.exec('sleep 20', { deadlineMs: SOON_MS })
    const failure = expect(running).rejects.toEqual(
      failed('closed', { reason: 'bastion', machine: labelOf(jump()), target: `root@${node(1).address}:22` }),
    )
    await sleep(500)
    await killBastion()
    await failure
    expect(await uname(node(1))).toBe('node1')
    expect(String((await machine.exec('echo back', { deadlineMs: SOON_MS })).stdout)).toBe('back\n')
  })

  it('causes one retry of an idempotent command', async () => {
    const machine = await machines.host(node(1), local, accept)
    const probe = machine.exec('sleep 2; echo twice', { deadlineMs: SOON_MS, idempotent: true })
    await sleep(500)
    await killBastion()
    expect(String((await probe).stdout)).toBe('twice\n')
  })
})

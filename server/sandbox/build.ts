/** Builds a sandbox without hosts: its layers, and its connection to this machine. */

import { SandboxError } from './error'
import { writeSharedTemplate } from './hosts/rootfs-template'
import { command } from './machine/command'
import { identify } from './machine/process'
import { type NetworkLease, saveLease } from './network/network-lease'
import { machineAddress } from './network/subnet'
import { expectLine, numberIn, type Supervisor } from './supervisor'

const BUILD_MS = 60_000
const IP_MS = 10_000

/** Connects this machine to the sandbox's bridge by a veth pair. */
async function connect(lease: NetworkLease, supervisorPid: number): Promise<void> {
  const name = lease.interfaceName
  const script = [
    `link add ${name} type veth peer name machine netns ${supervisorPid}`,
    `link set ${name} addrgenmode none`,
    `addr add ${machineAddress(lease.block)}/${lease.block.prefix} brd + dev ${name}`,
    `link set ${name} up`,
  ]
  const created = await command('ip', ['-batch', '-'], {
    deadlineMs: IP_MS,
    input: `${script.join('\n')}\n`,
  })
  const attach = [
    '--net',
    '--target',
    String(supervisorPid),
    'ip',
    'link',
    'set',
    'machine',
    'master',
    'bridge',
    'up',
  ]
  const attached = await command('nsenter', attach, { deadlineMs: IP_MS })
  const detail = (created.stderr + attached.stderr).trim()
  if (created.exitCode !== 0 || attached.exitCode !== 0) throw new SandboxError('no-namespaces', { detail })
}

/** The sandbox's folder, as a path in this process's mount namespace. */
const sandboxRoot = (lease: NetworkLease, supervisorPid: number): string =>
  `/proc/${supervisorPid}/root${lease.folder}`

/** Builds the layers that all hosts share. @returns the sandbox's folder */
export async function build(lease: NetworkLease, supervisor: Supervisor, debs: string): Promise<string> {
  const deadlineAt = Date.now() + BUILD_MS
  const pid = numberIn(await expectLine(supervisor, 'supervisor ', deadlineAt))
  lease.supervisor = await identify(pid)
  await saveLease(lease)
  const root = sandboxRoot(lease, pid)
  await writeSharedTemplate(root)
  supervisor.send(`build ${debs}`)
  await connect(lease, pid)
  await expectLine(supervisor, 'built', deadlineAt)
  return root
}

import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CheckId } from '@/lib/checks/catalogue/index'
import type { Host } from '@/lib/cluster/cluster'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { runChecks } from '@/server/checks/run-checks'
import { createMachines, type Machines } from '@/server/machine/machines'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { HostKeys } from '@/server/ssh/host-keys'
import { hostOf, labSandbox, rootOf, sudoerOf } from '../../lab/sandbox'
import { cluster } from '../../lib/checks/fixtures'
import { foreignShell } from '../machine/shells'
import { emptyHome } from './empty-home'

const sandbox = labSandbox('master', 'node1')
emptyHome()
let machines: Machines
let folder: string
/** Results of node1 before any fault is injected. */
let baseline: Map<CheckId, string>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taskbox-faults-'))
  machines = createMachines(new HostKeys(join(folder, 'keys.json')), { acceptUnknown: true })
  baseline = (await results()).node1
}, 60_000)
afterAll(async () => {
  await machines.close()
  await rm(folder, { recursive: true })
})

function practice(index: number): Host {
  const { name, address } = hostOf(sandbox(), index)
  const login = rootOf(hostOf(sandbox(), index))
  return {
    id: name,
    name,
    address,
    ip: address,
    port: 22,
    login,
    taskbox: false,
    roles: ['master', 'etcd', 'node'],
  }
}

/** Check -> `fail taken, warn range`, by host. */
async function results(more: Partial<Host> = {}) {
  const options = {
    cluster: cluster([practice(0), { ...practice(1), ...more }]),
    release: advanced100,
    machines,
  }
  const [master, node1] = (await runChecks(options)).map(({ findings }) => {
    const results = new Map<CheckId, string>()
    for (const { check, status, reason } of findings)
      results.set(check, [results.get(check), `${status} ${reason}`].filter(Boolean).join(', '))
    return results
  })
  if (!master || !node1) throw new Error('two hosts were to be checked')
  return { master, node1 }
}

const onNode = (command: string) => hostOf(sandbox(), 1).exec(command)

/** A namespace has no separate clock, so replace `date`. */
const fakeDate = (script: string) =>
  `printf '%s\\n' '#!/bin/sh' '${script}' >/usr/local/bin/date && chmod +x /usr/local/bin/date`

/** `[check, expected result, command that injects the fault, command that reverts it]`; commands run on node1. */
const FAULTS: readonly [CheckId, RegExp, string, string][] = [
  ['hostname', /fail duplicate/, 'hostname master', 'hostname node1'],
  ['hostname', /^fail invalid$/, 'hostname Node1', 'hostname node1'],
  [
    'ports',
    /^fail taken$/,
    'setsid python3 -c \'import socket, time; s = socket.create_server(("127.0.0.1", 6443)); open("/run/listens", "w"); time.sleep(600)\' >/dev/null 2>&1 & echo $! >/run/fault; until [ -e /run/listens ]; do sleep 0.05; done',
    'kill $(cat /run/fault); rm -f /run/listens',
  ],
  ['leftover', /^fail found$/, 'mkdir -p /var/lib/etcd/member', 'rm -r /var/lib/etcd'],
  [
    'leftover',
    /^fail found$/,
    'mkdir -p /etc/rancher/node && touch /etc/rancher/node/password',
    'rm -r /etc/rancher',
  ],
  [
    'runtime',
    /fail masked/,
    'ln -s /dev/null /etc/systemd/system/docker.service',
    'rm /etc/systemd/system/docker.service',
  ],
  [
    'disk',
    /fail full.*warn used/,
    'mkdir /var/lib/etcd && mount -t tmpfs -o size=1m full /var/lib/etcd && head -c 1000000 /dev/zero >/var/lib/etcd/lost+found',
    'umount /var/lib/etcd && rmdir /var/lib/etcd',
  ],
  ['noexec', /^warn noexec$/, 'mount -t tmpfs -o noexec tmp /tmp', 'umount /tmp'],
  ['noexec', /^fail readOnly$/, 'mount -t tmpfs -o ro tmp /tmp', 'umount /tmp'],
  [
    'swap',
    /^warn on$/,
    "printf 'Filename Type Size Used Priority\\n/dev/sdb partition 2097148 0 -2\\n' >/run/fault && mount --bind /run/fault /proc/swaps",
    'umount /proc/swaps',
  ],
  ['dns', /^warn local$/, "echo 'nameserver 127.0.0.1' >/etc/resolv.conf", ': >/etc/resolv.conf'],
  [
    'names',
    /^fail bound$/,
    "cp /etc/hosts /run/fault && sed -i '1i 10.9.9.9 master' /etc/hosts",
    'cp /run/fault /etc/hosts',
  ],
  [
    'python',
    /^warn none$/,
    'mount -t tmpfs -o size=1m none /usr/libexec; cd /usr/bin && mkdir off && mv python* off/',
    'cd /usr/bin && mv off/* . && rmdir off; umount /usr/libexec',
  ],
  ['firewall', /^warn on$/, 'mkdir -p /etc/ufw && echo ENABLED=yes >/etc/ufw/ufw.conf', 'rm -r /etc/ufw'],
  [
    'packages',
    /^fail dpkg$/,
    "cp /var/lib/dpkg/status /run/fault && printf 'Package: half\\nStatus: install ok half-configured\\n\\n' >>/var/lib/dpkg/status",
    'cp /run/fault /var/lib/dpkg/status',
  ],
  [
    'packages',
    /^warn running$/,
    'cp "$(command -v sleep)" /run/dpkg && { setsid /run/dpkg 600 >/dev/null 2>&1 & echo $! >/run/fault; }; until [ "$(cat /proc/$(cat /run/fault)/comm)" = dpkg ]; do sleep 0.05; done',
    'kill $(cat /run/fault); rm -f /run/listens',
  ],
  [
    'sysctl',
    /^warn pinned$/,
    'mkdir -p /etc/sysctl.d && echo net.ipv4.ip_forward=0 >/etc/sysctl.d/60-fault.conf',
    'rm /etc/sysctl.d/60-fault.conf',
  ],
  [
    'clock',
    /^fail apart$/,
    fakeDate('echo "$(($(/usr/bin/date +%s) + 60)).5 $(/usr/bin/date +%z)"'),
    'rm /usr/local/bin/date',
  ],
  ['clock', /^fail far$/, fakeDate('echo "5.0 $(/usr/bin/date +%z)"'), 'rm /usr/local/bin/date'],
  [
    'tcp',
    /^fail blocked$/,
    'nft add table ip fault && nft add chain ip fault out "{ type filter hook output priority 0; }" && nft add rule ip fault out tcp dport 2379 drop',
    'nft delete table ip fault',
  ],
  [
    'ping',
    /^warn silent$/,
    'nft add table ip fault && nft add chain ip fault out "{ type filter hook output priority 0; }" && nft add rule ip fault out icmp type echo-request reject with icmp type admin-prohibited',
    'nft delete table ip fault',
  ],
  ['ping', /^warn missing$/, 'mv /usr/bin/ping /run/fault', 'mv /run/fault /usr/bin/ping'],
  [
    'timezone',
    /^warn differs$/,
    'ln -sf /usr/share/zoneinfo/Asia/Kathmandu /etc/localtime',
    'rm -f /etc/localtime',
  ],
]

/** Checks affected by the same fault. */
const RELATED: Partial<Record<CheckId, readonly CheckId[]>> = { dns: ['nameservers'] }
const others = (all: Map<CheckId, string>, check: CheckId) =>
  [...all].filter(([id]) => id !== check && !RELATED[check]?.includes(id))

it('an intact practice host fails only the waived checks', () => {
  const unmet = new Set<string>(sandboxCluster(sandbox()).accept.map(({ check }) => check))
  const failing = [...baseline].filter(([check, summary]) => summary.includes('fail') && !unmet.has(check))
  expect(failing).toEqual([])
  expect([...baseline.keys()]).toEqual(
    expect.arrayContaining(['ids', 'ports', 'leftover', 'modules', 'python']),
  )
})

it.each(FAULTS)('%s: %s after %s', async (check, result, inject, revert) => {
  const injected = await onNode(inject)
  expect(injected.exitCode, injected.stderr).toBe(0)
  try {
    const found = (await results()).node1
    expect(found.get(check)).toMatch(result)
    expect(others(found, check)).toEqual(others(baseline, check))
  } finally {
    await onNode(revert)
  }
})

it('ssh fails with another pinned host key, and nothing passes on that host', async () => {
  const all = await results({ hostKey: `SHA256:${'A'.repeat(43)}` })
  expect(all.node1.get('ssh')).toBe('fail host-key-changed')
  expect([...all.node1.values()].filter((summary) => summary.includes('pass'))).toEqual([])
  expect(all.master.get('ssh')).toBe('pass reached')
})

it('sudo fails with a wrong password, and checks without root still run', async () => {
  const login = { ...sudoerOf(hostOf(sandbox(), 1)), sudoPassword: 'wrong' }
  const { master, node1 } = await results({ login })
  expect(node1.get('sudo')).toMatch(/^fail/)
  expect(node1.get('hostname')).toBe(baseline.get('hostname'))
  expect(master.get('sudo')).toBe('pass root')
})

it('csh as login shell changes no result', async () => {
  const { program } = await foreignShell('csh')
  await copyFile(program, join(hostOf(sandbox(), 1).rootFolder, 'usr/local/bin/csh'))
  expect((await onNode('usermod -s /usr/local/bin/csh root')).exitCode).toBe(0)
  const withCsh = createMachines(new HostKeys(join(folder, 'csh.json')), { acceptUnknown: true })
  try {
    const [report] = await runChecks({
      cluster: cluster([practice(1)]),
      release: advanced100,
      machines: withCsh,
    })
    const statuses = report?.findings.map(({ check, status }) => `${check} ${status}`)
    expect(statuses).toEqual(
      expect.arrayContaining(['ssh pass', 'sudo pass', 'hostname pass', 'addresses pass']),
    )
    expect(report?.findings.filter(({ reason }) => reason === 'unread')).toEqual([])
  } finally {
    await withCsh.close()
    await onNode('usermod -s /bin/bash root')
  }
})

it('a shared machine id is reported on both hosts', async () => {
  const id = (await hostOf(sandbox(), 0).exec('cat /etc/machine-id')).stdout.trim()
  await onNode(`cp /etc/machine-id /run/fault && echo ${id} >/etc/machine-id`)
  try {
    const found = await results()
    expect([found.master.get('ids'), found.node1.get('ids')]).toEqual(['warn machineId', 'warn machineId'])
  } finally {
    await onNode('cp /run/fault /etc/machine-id')
  }
})

it('leftovers of an earlier run only warn', async () => {
  await onNode('mkdir -p /etc/kubernetes/pki')
  try {
    const options = { cluster: cluster([practice(0), practice(1)]), release: advanced100, machines }
    const reports = await runChecks({
      ...options,
      onlyChecks: ['leftover'],
      previouslyInstalled: new Set(['node1']),
    })
    expect(
      reports.map(({ findings }) => findings.map(({ status, reason }) => `${status} ${reason}`)),
    ).toEqual([['pass none'], ['warn own']])
  } finally {
    await onNode('rm -r /etc/kubernetes')
  }
})

/**
 * Runs the cluster.yml of a real Kubespray on practice hosts, as far as it gets without internet access on the hosts. The
 * taskbox is this machine, which needs a Python package index. See docs/testing.md.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { cp, rm } from 'node:fs/promises'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { labSystemdSandbox } from '../lab/sandbox'
import { FULL } from '../scale'
import { failed, filesWith, ProcessWatch, writeCluster } from './lab'
import { type Ended, parts, start, testFolder } from './taskbox'

const CHECKOUT = process.env.TASKBOX_KUBESPRAY ?? ''
/** Includes the preparation of Ansible, and pauses of minutes between Kubespray's retries. */
const INSTALL_MS = 20 * 60_000
const JOBS = '/var/lib/taskbox-jobs'
/** What practice hosts cannot have: see server/sandbox/cluster.ts. */
const WAIVED = 'dns,nameservers,egress,cgroup'
/** Up to the first download. */
const MIN_TASKS = 60

/**
 * Kubespray first installs these packages, for which apt needs a mirror. They are only registered: what the playbook uses
 * of them is in the image, or comes after the first download.
 */
const PACKAGES =
  `apparmor apt-transport-https bash-completion ca-certificates conntrack curl e2fsprogs ebtables gnupg
  iproute2 ipset iptables iputils-ping ipvsadm libseccomp2 mergerfs nfs-common openssl python3-apt rsync socat
  software-properties-common sudo tar unzip xfsprogs`.split(/\s+/)
const REGISTER_PACKAGE = `dpkg-query -W -f '\${Status}' $name 2>/dev/null | grep -q ' installed' ||
  printf '\\nPackage: %s\\nStatus: install ok installed\\nMaintainer: x\\nArchitecture: amd64\\nVersion: 1.0\\nDescription: x\\n' \
    $name >>/var/lib/dpkg/status`
/** Parameters of the kernel, which practice hosts share, cannot be set. */
const LENIENT_SYSCTL = `printf '#!/bin/sh\\n/usr/sbin/sysctl "$@"\\nexit 0\\n' >/usr/local/sbin/sysctl &&
  chmod 755 /usr/local/sbin/sysctl`

describe.runIf(FULL && CHECKOUT !== '')('a real Kubespray', () => {
  const sandbox = labSystemdSandbox('cp1', 'node1', 'node2')
  const folder = testFolder()
  const source = path.join(folder, 'kubespray')
  let ended: Ended
  let text: string
  let last: z.infer<typeof failed>
  let exposed: Record<string, string>
  let environment: string | undefined
  let job = path.join(folder, 'no job')

  beforeAll(async () => {
    await cp(CHECKOUT, source, { recursive: true, verbatimSymlinks: true })
    const nameServer = `nameserver ${sandbox().gateway}`
    for (const { exec } of sandbox().hosts) {
      await exec(`echo '${nameServer}' >>/etc/resolv.conf`)
      await exec(`for name in ${PACKAGES.join(' ')}; do ${REGISTER_PACKAGE}; done`)
      await exec(LENIENT_SYSCTL)
    }
    const file = await writeCluster(path.join(folder, 'cluster.yaml'), cluster())
    const watch = new ProcessWatch(passwords(), new Set([process.pid]))
    const data = path.join(folder, 'data')
    const running = start(['install', '-f', file, '--json', '--accept', WAIVED, '--data', data], {
      timeoutMs: INSTALL_MS,
    })
    const timer = setInterval(() => {
      environment ??= environmentOfAnsible(source)
    }, 200)
    ended = await running.ended
    clearInterval(timer)
    exposed = watch.stop().found
    const { log, last: line } = parts(ended.stdout)
    text = stripVTControlCharacters(log.toString())
    last = failed.parse(line)
    job = path.join(JOBS, last.run)
  }, INSTALL_MS)
  afterAll(() => rm(job, { recursive: true, force: true }))

  it('runs in a prepared environment, and passes its own assertions', () => {
    expect(ended.code, ended.stderr.slice(-4000)).toBe(1)
    expect(text).toMatch(/^PLAYBOOK: Ansible 2\.\d+\.\d+ of /m)
    expect(text).toContain('All assertions passed')
    expect(text).not.toContain('"assertion": ')
    expect(last).toMatchObject({ state: 'failed', reason: 'playbook-failed' })
    expect(last.hosts.cp1?.ok).toBeGreaterThanOrEqual(MIN_TASKS)
    expect(Object.values(last.hosts).map(({ unreachable }) => unreachable)).not.toContain(1)
  })

  it('fails with the server that does not answer, the host and a command to test it', () => {
    const names = sandbox().hosts.map(({ name }) => name)
    expect(last.diagnosis.length).toBeGreaterThan(0)
    for (const { host } of last.diagnosis) expect(names).toContain(host)
    expect(ended.stderr).toMatch(/^ {2}(?:cp1|node\d): .*(?:curl -IL|apt-get update)/m)
    expect(ended.stderr).toMatch(/deb\.debian\.org|https:\/\/[\w.-]+\//)
  })

  it('connects only to hosts with the pinned keys, in spite of its ansible.cfg', () => {
    expect(environment).toMatch(/ANSIBLE_SSH_ARGS=\S.*-o StrictHostKeyChecking=yes -o \S*UserKnownHostsFile=/)
    expect(environment).not.toContain('UserKnownHostsFile=/dev/null')
    expect(environment).toMatch(new RegExp(`ANSIBLE_CACHE_PLUGIN_CONNECTION=${JOBS}/`))
  })

  it('shows no password to other processes, in the log or in the folder of the job', () => {
    expect(exposed).toEqual({})
    const secrets = [...passwords().values()]
    for (const secret of secrets) expect(ended.stdout.toString() + ended.stderr).not.toContain(secret)
    expect(filesWith(job, secrets)).toEqual([])
    for (const found of filesWith(path.join(source, 'inventory'), secrets)) expect(found).toMatch(/ 600$/)
  })

  const passwords = () =>
    new Map(sandbox().hosts.map(({ name, password }) => [`the password of ${name}`, password]))

  const cluster = () => ({
    version: 2,
    name: 'real',
    installer: { id: 'kubespray', source, mode: 'multi-node' },
    hosts: sandbox().hosts.map(({ name, address, password, hostKeyFingerprint }, index) => ({
      ...{ name, address, user: 'root', password, hostKey: hostKeyFingerprint },
      roles: index === 0 ? ['master', 'etcd'] : ['node'],
    })),
    network: { plugin: 'flannel', serviceCidr: '10.233.0.0/18', podCidr: '10.233.64.0/18' },
    storage: { class: 'none' },
    // The kernel of practice hosts has no IPVS, and no dummy interface for nodelocaldns.
    settings: { kube_proxy_mode: 'iptables', extra_variables: 'enable_nodelocaldns: false' },
  })
})

/** The environment of `ansible-playbook … cluster.yml` in this folder, while it runs; one variable per line. */
function environmentOfAnsible(folder: string): string | undefined {
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    try {
      if (readlinkSync(`/proc/${pid}/cwd`) !== folder) continue
      const isPlaybook = readFileSync(`/proc/${pid}/cmdline`, 'utf8').endsWith('\0cluster.yml\0')
      if (isPlaybook) return readFileSync(`/proc/${pid}/environ`, 'utf8').replaceAll('\0', '\n')
    } catch {
      // The process has ended.
    }
  }
  return undefined
}

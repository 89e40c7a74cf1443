import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { CHECK_STATUSES } from '@/lib/checks/status'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { copyPackage } from '../lab/package'
import { hostOf, labSandbox } from '../lab/sandbox'
import { freshBuild } from './build'
import { writeCluster } from './lab'
import { taskbox, testFolder } from './taskbox'

const findingFields = {
  check: z.enum(CHECK_IDS),
  status: z.enum(CHECK_STATUSES),
  message: z.string().min(1),
  remedy: z.string().min(1).optional(),
  waived: z.literal(true).optional(),
}
/** The exact shape of the contract. */
const report = z.strictObject({
  ready: z.boolean(),
  seconds: z.number().nonnegative(),
  hosts: z.record(
    z.string(),
    z.strictObject({
      reached: z.boolean(),
      facts: z
        .strictObject({
          os: z.string(),
          cores: z.number(),
          memoryMiB: z.number(),
          addresses: z.array(z.string()),
        })
        .optional(),
      findings: z.array(z.strictObject(findingFields)),
    }),
  ),
  cluster: z.array(z.strictObject({ ...findingFields, hosts: z.array(z.string()).min(1) })),
})
type Report = z.infer<typeof report>

const sandbox = labSandbox('master', 'node1')
const folder = testFolder()
const data = path.join(folder, 'data')
let cluster: ReturnType<typeof sandboxCluster>
let files = 0

beforeAll(async () => {
  cluster = sandboxCluster(sandbox(), await copyPackage(sandbox()))
})

async function check(content: unknown, ...flags: string[]) {
  files += 1
  const file = await writeCluster(path.join(folder, `cluster-${files}.yaml`), content)
  return taskbox(['check', '-f', file, '--data', data, ...flags])
}

async function checkJson(content: unknown, ...flags: string[]) {
  const { code, stdout, stderr } = await check(content, '--json', ...flags)
  expect(stdout.toString().split('\n'), stderr).toHaveLength(2)
  return { code, stderr, report: report.parse(JSON.parse(stdout.toString())) }
}

const checksOf = ({ hosts, cluster: clusterFindings }: Report) => [
  ...new Set(
    [...Object.values(hosts).flatMap(({ findings }) => findings), ...clusterFindings].map((one) => one.check),
  ),
]

describe('check --json', () => {
  it('exits with 0 and one line that matches the contract if the cluster is ready', async () => {
    const { code, report: result, stderr } = await checkJson(cluster)
    expect(code, stderr).toBe(0)
    expect(result.ready).toBe(true)
    expect(Object.keys(result.hosts)).toEqual(['master', 'node1'])
    for (const [index, host] of Object.values(result.hosts).entries()) {
      expect(host.reached).toBe(true)
      expect(host.facts?.addresses).toContain(hostOf(sandbox(), index).address)
    }
    expect(result.hosts.node1?.findings.find(({ check: id }) => id === 'os')).toMatchObject({ waived: true })
    // One master needs no load balancer, and practice hosts have no name server.
    const none: readonly string[] = [
      ...['loadbalancer', 'nameservers', 'total-size'],
      // KubeSphere's package contains its files, and its releases state no limits of sshd.
      ...['downloads', 'overlay', 'sshd'],
    ]
    expect(checksOf(result).sort()).toEqual(CHECK_IDS.filter((id) => !none.includes(id)).sort())
  })

  it('exits with 1 without waivers, and with 0 after --accept', async () => {
    const strict = { ...cluster, accept: [] }
    const { code, report: result, stderr } = await checkJson(strict)
    expect({ code, ready: result.ready }).toEqual({ code: 1, ready: false })
    const ids = /--accept ([a-z,]+)/.exec(stderr)?.[1] ?? ''
    expect(ids.split(',')).toContain('os')
    const accepted = await checkJson(strict, '--accept', ids)
    expect({ code: accepted.code, ready: accepted.report.ready }).toEqual({ code: 0, ready: true })
  })

  it('runs only the checks of --only, which can be repeated', async () => {
    const { report: result } = await checkJson(cluster, '--only', 'ssh,sudo', '--only', 'clock')
    expect(checksOf(result).sort()).toEqual(['clock', 'ssh', 'sudo'])
  })

  it('reports one host that rejects the login and one that accepts it', async () => {
    const hosts = cluster.hosts.map((host, index) =>
      index === 1 ? { ...host, password: 'MARKED-wrong' } : host,
    )
    const { code, report: result, stderr } = await checkJson({ ...cluster, hosts })
    expect(code).toBe(1)
    expect(result.hosts.node1?.reached).toBe(false)
    expect(result.hosts.node1?.facts).toBeUndefined()
    expect(result.hosts.node1?.findings[0]).toMatchObject({ check: 'ssh', status: 'fail' })
    expect(result.hosts.master?.reached).toBe(true)
    expect(JSON.stringify(result) + stderr).not.toContain('MARKED')
  })
})

describe('planted faults', () => {
  /** Failed checks without waivers, as `HOST CHECK`. */
  const failures = ({ hosts, cluster: clusterFindings }: Report) =>
    [
      ...Object.entries(hosts).flatMap(([name, { findings }]) => findings.map((one) => ({ name, ...one }))),
      ...clusterFindings.flatMap((one) => one.hosts.map((name) => ({ name, ...one }))),
    ]
      .filter(({ status, waived }) => status === 'fail' && !waived)
      .map(({ name, check: id }) => `${name} ${id}`)
      .sort()

  it('are reported on their hosts without false positives, and disappear when fixed', async () => {
    const [master, node] = [hostOf(sandbox(), 0), hostOf(sandbox(), 1)]
    const blockPort = `nft add table inet wall && nft add chain inet wall out '{ type filter hook output priority 0; }' &&
      nft add rule inet wall out ip daddr ${node.address} tcp dport 10250 drop`
    const addStaleKey = `mkdir -p /root/.ssh && ssh-keygen -q -t ed25519 -N '' -f /root/stranger &&
      echo "${node.address} $(cut -d' ' -f1,2 /root/stranger.pub)" >>/root/.ssh/known_hosts`
    expect(await master.exec(blockPort)).toMatchObject({ exitCode: 0 })
    expect(await master.exec(addStaleKey)).toMatchObject({ exitCode: 0 })
    expect(await node.exec('hostname localhost')).toMatchObject({ exitCode: 0 })
    const broken = await checkJson(cluster)
    expect({ code: broken.code, ready: broken.report.ready }).toEqual({ code: 1, ready: false })
    expect(failures(broken.report)).toEqual(['master tcp', 'node1 hostname', 'node1 reach'])
    expect(broken.report.hosts.master?.findings.find(({ check: id }) => id === 'tcp')?.message).toContain(
      '10250',
    )

    await master.exec('nft delete table inet wall; rm -r /root/.ssh/known_hosts /root/stranger*')
    await node.exec('hostname node1')
    const fixed = await checkJson(cluster)
    expect(failures(fixed.report)).toEqual([])
    expect({ code: fixed.code, ready: fixed.report.ready }).toEqual({ code: 0, ready: true })
  })
})

describe('a host key', () => {
  const checkLogins = (content: unknown, ...flags: string[]) => checkJson(content, '--only', 'ssh', ...flags)
  const withoutHostKeys = () => {
    const { taskbox: taskboxFields, hosts, ...rest } = cluster
    const { hostKey: _, ...anyTaskbox } = taskboxFields
    return { ...rest, taskbox: anyTaskbox, hosts: hosts.map(({ hostKey: __, ...host }) => host) }
  }

  it('fails with its fingerprint until it is accepted, and fails again when it changes', async () => {
    const unknown = await checkLogins(withoutHostKeys())
    expect(unknown.code).toBe(1)
    for (const [index, host] of Object.values(unknown.report.hosts).entries())
      expect(host.findings[0]?.message).toContain(hostOf(sandbox(), index).hostKeyFingerprint)

    expect((await checkLogins(withoutHostKeys(), '--accept-host-keys')).code).toBe(0)
    expect((await checkLogins(withoutHostKeys())).code, 'pinned from then on').toBe(0)

    const other = await hostOf(sandbox(), 1).exec(
      "rm /etc/ssh/ssh_host_ed25519_key* && ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key && kill -HUP $(cat /run/sshd.pid) && ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
    )
    const fingerprint = /SHA256:\S+/.exec(other.stdout)?.[0] ?? 'none'
    const changed = await checkLogins(withoutHostKeys(), '--accept-host-keys')
    expect(changed.code, 'not even by --accept-host-keys').toBe(1)
    const [finding] = changed.report.hosts.node1?.findings ?? []
    expect(finding?.message).toContain(fingerprint)
    expect(finding?.message).toContain(hostOf(sandbox(), 1).hostKeyFingerprint)
    const again = { ...cluster.hosts[1], hostKey: fingerprint }
    const fixed = { ...cluster, hosts: [cluster.hosts[0], again] }
    expect((await checkLogins(fixed)).code, 'what the file pins comes first').toBe(0)
  })
})

describe('the table', () => {
  /** Runs the command on a terminal. */
  async function onTerminal(env: Record<string, string>): Promise<string> {
    const { hosts, ...rest } = cluster
    const file = await writeCluster(path.join(folder, 'terminal.yaml'), { ...rest, hosts: hosts.slice(0, 2) })
    const args = [process.execPath, freshBuild(), 'check', '-f', file, '--only', 'ssh', '--data', data]
    const { stdout } = await execa('script', ['-qec', args.join(' '), '/dev/null'], {
      env: { NO_COLOR: undefined, ...env },
      reject: false,
    })
    return stdout
  }

  it('has colours only on a terminal without NO_COLOR', async () => {
    const { stdout } = await check(cluster, '--only', 'ssh')
    const plain = stdout.toString()
    expect(plain).toMatch(/^✓ master +ssh +pass /m)
    expect(stripVTControlCharacters(plain)).toBe(plain)
    expect(await onTerminal({})).toContain('\u001b[32m✓\u001b[0m master')
    expect(await onTerminal({ NO_COLOR: '1' })).not.toContain('\u001b[32m')
    expect(await onTerminal({ NO_COLOR: '' })).toContain('\u001b[32m')
  })

  it('uses the language of the environment', async () => {
    const { stdout } = await check(cluster, '--only', 'ssh')
    expect(stdout.toString()).toContain('pass')
    files += 1
    const file = await writeCluster(path.join(folder, `cluster-${files}.yaml`), cluster)
    const chinese = await taskbox(['check', '-f', file, '--only', 'ssh', '--data', data], {
      env: { LANG: 'zh_CN.UTF-8' },
    })
    expect(chinese.stdout.toString()).toContain('通过')
  })
})

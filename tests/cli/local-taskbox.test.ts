import { readFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sandboxCluster } from '@/server/sandbox/cluster'
import type { SandboxHost } from '@/server/sandbox/sandbox'
import { hostOf, labSandbox } from '../lab/sandbox'
import { freshBuild } from './build'
import { BANNER, jobLog, recaps, scriptedPackage, succeeded } from './lab'
import { parts } from './taskbox'

const INSTALL_MS = 10 * 60_000
const PRODUCT = '/opt/taskbox'
const root = path.resolve(import.meta.dirname, '../..')

/** A short playbook over the rendered inventory, with every kind of login. */
const SCRIPT = `cat >../playbooks/quick.yml <<'END'
- name: Reach every host
  hosts: k8s-cluster:etcd
  gather_facts: false
  tasks:
    - name: Who am I
      command: id -u
      register: who
    - name: Root everywhere
      assert: {that: "who.stdout == '0'"}
- name: Look again
  hosts: kube-node
  gather_facts: false
  tasks:
    - name: Where am I
      command: hostname
      changed_when: false
END
run_playbook ../conf/hosts.ini quick.yml || exit $?
run_playbook ../conf/hosts.ini quick.yml || exit $?
${BANNER}`

const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      dependencies: z.record(z.string(), z.string()).default({}),
      optionalDependencies: z.record(z.string(), z.string()).default({}),
    }),
  ),
})

/** ssh2 and its dependencies: the only library that the CLI build does not bundle (build.mjs). */
function dependencies(): string[] {
  const { packages } = lock.parse(JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')))
  const names = new Set<string>()
  const add = (name: string) => {
    const entry = packages[`node_modules/${name}`]
    if (!entry || names.has(name)) return
    names.add(name)
    for (const other of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) add(other)
  }
  add('ssh2')
  return [...names]
}

/** Copies the built product to a host, which cannot see this machine's folders. */
async function copyProduct(host: SandboxHost): Promise<void> {
  const target = path.join(host.rootFolder, PRODUCT)
  await cp(path.dirname(freshBuild()), path.join(target, 'dist'), { recursive: true })
  await cp(path.join(root, 'package.json'), path.join(target, 'package.json'))
  for (const name of dependencies()) {
    const from = path.join(root, 'node_modules', name)
    await cp(from, path.join(target, 'node_modules', name), { recursive: true, dereference: true }).catch(
      // An optional package for another platform is not installed.
      () => undefined,
    )
  }
}

const sandbox = labSandbox('master', 'node1', 'node2')
const master = () => hostOf(sandbox(), 0)

describe('install with a local taskbox', () => {
  let log: Buffer
  let last: unknown
  let code: number
  let stderr: string

  beforeAll(async () => {
    await copyProduct(master())
    const packageFolder = await scriptedPackage(sandbox(), 'quick', SCRIPT)
    const { taskbox: _, hosts, ...plain } = sandboxCluster(sandbox(), packageFolder)
    const [first, node1, node2] = hosts
    if (!first || !node1 || !node2) throw new Error('three hosts')
    const key = await master().exec("ssh-keygen -q -t ed25519 -N '' -f /root/key && cat /root/key.pub")
    await hostOf(sandbox(), 2).exec('mkdir -p -m 700 /root/.ssh && cat >/root/.ssh/authorized_keys', {
      input: key.stdout,
    })
    const { password: __, ...keyed } = node2
    const sudo = { user: 'ubuntu', password: hostOf(sandbox(), 1).sudoPassword }
    const cluster = {
      ...plain,
      hosts: [
        { name: first.name, address: first.address, taskbox: true, roles: first.roles },
        { ...node1, ...sudo },
        { ...keyed, privateKeyFile: 'key' },
      ],
    }
    await master().exec('umask 077; cat >/root/cluster.yaml', { input: JSON.stringify(cluster) })
    const done = await master().exec(
      `cd / && HOME=/root LANG=C.UTF-8 node ${PRODUCT}/dist/cli.js install -f /root/cluster.yaml --json --data /root/data`,
      { deadlineMs: INSTALL_MS },
    )
    expect(done.stdout, done.stderr).not.toBe('')
    ;({ log, last } = parts(Buffer.from(done.stdout)))
    code = done.exitCode
    stderr = done.stderr
  }, INSTALL_MS)

  it('succeeds with every kind of login, and prints the job’s log', () => {
    expect(code, `${log}${stderr}`).toBe(0)
    const { run, hosts } = succeeded.parse(last)
    expect(log.equals(jobLog(master(), run))).toBe(true)
    expect(Object.keys(hosts).sort()).toEqual(['master', 'node1', 'node2'])
  })

  it('adds up the counters of several playbook runs', () => {
    const { hosts } = succeeded.parse(last)
    expect(log.toString().match(/PLAY RECAP/g)).toHaveLength(2)
    expect(hosts).toEqual(recaps(log))
    expect(hosts.node2).toMatchObject({ ok: 6, changed: 2 })
    expect(hosts.master).toMatchObject({ ok: 4, changed: 2 })
  })

  it('keeps the job and the data private to root', async () => {
    const { stdout } = await master().exec(
      "stat -c '%a %n' /var/lib/taskbox-jobs/* /root/data /root/data/runs/*/draft.json | sed 's/[A-Za-z0-9_-]*$/X/'",
    )
    expect(stdout.split('\n').filter((line) => line && !/^[67]00 /.test(line))).toEqual([])
  })
})

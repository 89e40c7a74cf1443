import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'
import { beforeAll, describe, expect, it } from 'vitest'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { installSandboxPackage } from '@/server/sandbox/sources/package'
import { logIn, readConsole } from '../lab/console'
import { hostOf, labSandbox, typeInto } from '../lab/sandbox'
import { filesWith, jobLog, ProcessWatch, recaps, refused, runList, succeeded, writeCluster } from './lab'
import { type Ended, parts, start, taskbox, testFolder } from './taskbox'

const INSTALL_MS = 10 * 60_000
const PASSPHRASE = 'a passphrase of its own 4711'

const sandbox = labSandbox('master', 'node1', 'node2', 'node3')
const folder = testFolder()
const data = path.join(folder, 'data')
let packageFolder: string
let file: string
let secrets: Map<string, string>

/**
 * Covers every kind of login: a sudo user on the taskbox, a sudo user on another port, and an encrypted key. Three etcd
 * members; the fourth host is added after the install.
 */
async function cluster() {
  const [master, node1, node2] = [0, 1, 2].map((index) => hostOf(sandbox(), index))
  if (!master || !node1 || !node2) throw new Error('three hosts')
  await node1.exec('/usr/sbin/sshd -p 2222 -o PidFile=/run/sshd-2222.pid')
  const keyFile = path.join(folder, 'id_ed25519')
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', PASSPHRASE, '-f', keyFile])
  await node2.exec('mkdir -p -m 700 /root/.ssh && cat >/root/.ssh/authorized_keys', {
    input: readFileSync(`${keyFile}.pub`, 'utf8'),
  })
  const privateKey = readFileSync(keyFile, 'utf8')
  secrets = new Map([
    ["the taskbox's password", master.sudoPassword],
    ["node1's password", node1.sudoPassword],
    ["node2's passphrase", PASSPHRASE],
    ["node2's key", privateKey.split('\n')[2] ?? ''],
  ])
  const plain = sandboxCluster(sandbox(), packageFolder, '2.1.0')
  const sudo = { user: 'ubuntu' }
  return {
    ...plain,
    // Differs from the package's default, so common.yaml changes.
    storage: { class: 'nfs-client', parameters: { nfs_server: master.address, nfs_path: '/srv/nfs' } },
    accept: [...plain.accept, { check: 'storage', reason: 'practice host: runs no NFS server' }],
    taskbox: { ...plain.taskbox, ...sudo, password: master.sudoPassword },
    hosts: plain.hosts.slice(0, 3).map((host, index) => {
      if (index === 0) return { ...host, ...sudo, password: master.sudoPassword }
      const roles = ['etcd', 'node']
      if (index === 1) {
        const secrets = { password: node1.sudoPassword, sudoPassword: node1.sudoPassword }
        return { ...host, ...sudo, ...secrets, roles, port: 2222 }
      }
      const { password: _, ...rest } = host
      return { ...rest, roles, privateKey, passphrase: PASSPHRASE }
    }),
  }
}

beforeAll(async () => {
  packageFolder = await installSandboxPackage(sandbox(), { release: '2.1.0' })
  file = await writeCluster(path.join(folder, 'cluster.yaml'), await cluster())
})

describe('install, before it changes anything', () => {
  const conf = () =>
    hostOf(sandbox(), 0).exec(`cd ${packageFolder} && find . -type f -exec cksum {} + | sort`)

  it('exits with 1 if unwaived checks fail, and leaves the package unchanged', async () => {
    const before = await conf()
    const strict = await writeCluster(path.join(folder, 'strict.yaml'), { ...(await strictly()), accept: [] })
    const { code, stdout, stderr } = await taskbox(['install', '-f', strict, '--json', '--data', data])
    expect(code, stderr).toBe(1)
    const { log, last } = parts(stdout)
    expect(log.toString()).toBe('')
    expect(refused.parse(last)).toMatchObject({ reason: 'checks', checks: { ready: false } })
    expect(stderr).toMatch(/--accept [a-z,]*os/)
    expect((await conf()).stdout).toBe(before.stdout)
    expect((await hostOf(sandbox(), 0).exec('ls /var/lib/taskbox')).stdout).toBe('')
    expect((await taskbox(['runs', '--json', '--data', data])).stdout.toString()).toBe('[]\n')
  })

  it('rejects an unknown host key with its fingerprint, and a key other than the pinned one', async () => {
    const { hosts, taskbox: taskboxFields, ...rest } = await strictly()
    const { hostKey: _, ...anyTaskbox } = taskboxFields
    const withoutHostKeys = hosts.map(({ hostKey: __, ...host }) => host)
    const unknown = await writeCluster(path.join(folder, 'unknown.yaml'), {
      ...rest,
      taskbox: anyTaskbox,
      hosts: withoutHostKeys,
    })
    const first = await taskbox(['install', '-f', unknown, '--json', '--data', data])
    expect(first.code).toBe(1)
    for (const { hostKeyFingerprint } of sandbox().hosts.slice(0, 3))
      expect(first.stderr).toContain(hostKeyFingerprint)
    expect(refused.parse(parts(first.stdout).last).reason).toBe('checks')

    const otherFingerprint = `SHA256:${'A'.repeat(43)}`
    const changed = await writeCluster(path.join(folder, 'changed.yaml'), {
      ...rest,
      taskbox: taskboxFields,
      hosts: hosts.map((host, index) => (index === 1 ? { ...host, hostKey: otherFingerprint } : host)),
    })
    const second = await taskbox(['install', '-f', changed, '--json', '--accept-host-keys', '--data', data])
    expect(second.code).toBe(1)
    expect(second.stderr).toContain(otherFingerprint)
    expect(second.stderr).toContain(hostOf(sandbox(), 1).hostKeyFingerprint)
    expect((await taskbox(['runs', '--json', '--data', data])).stdout.toString()).toBe('[]\n')
  })

  const strictly = async () => JSON.parse(readFileSync(file, 'utf8')) as Awaited<ReturnType<typeof cluster>>
})

describe('install on hosts with logins of every kind', () => {
  let ended: Ended
  let exposure: { found: Record<string, string>; scans: number }

  beforeAll(async () => {
    // Positive controls: the watch must find these two.
    const controls = [['an argument', file] as const, ['a variable', 'seen-by-the-watch'] as const]
    const processWatch = new ProcessWatch(new Map([...secrets, ...controls]), new Set([process.pid]))
    const running = start(['install', '-f', file, '--json', '--data', data], {
      env: { CONTROL: 'seen-by-the-watch' },
    })
    ended = await running.ended
    exposure = processWatch.stop()
  }, INSTALL_MS)

  it('exits with 0 and the JSON line of the contract', async () => {
    expect(ended.code, ended.stderr.slice(-4000)).toBe(0)
    const last = succeeded.parse(parts(ended.stdout).last)
    const address = hostOf(sandbox(), 0).address
    expect(last.console).toEqual({
      url: `http://${address}:30880`,
      account: 'admin',
      password: 'P@88w0rd',
      reachable: true,
    })
    expect((await logIn(last.console.url, last.console.account, last.console.password)).status).toBe(303)
  })

  it('prints the banner, plays, tasks and results of every kind', async () => {
    const text = stripVTControlCharacters(parts(ended.stdout).log.toString()).replaceAll('\r\n', '\n')
    const console = `http://${hostOf(sandbox(), 0).address}:30880`
    const banner = `#####################################################
###              Welcome to KubeSphere!           ###
#####################################################

Console: ${console}
Account: admin
Password: P@88w0rd

NOTE：Please modify the default password after login.
#####################################################
`
    expect(text).toContain(banner)
    const output = await hostOf(sandbox(), 0).exec('cat /etc/kubesphere/kubesphere_running')
    expect(output.stdout).toBe(banner)
    expect(text.match(/^successsful!$/gm)).toHaveLength(3)
    expect(text).toContain('         KubeSphere Installer Menu\n')
    expect(text.match(/^PLAY \[/gm)?.length).toBeGreaterThanOrEqual(5)
    expect(text.match(/^TASK \[/gm)?.length).toBeGreaterThanOrEqual(40)
    for (const kind of ['ok: [', 'changed: [', 'skipping: [', '...ignoring', '(item='])
      expect(text).toContain(kind)
  })

  it("prints the job's log before the JSON line, byte for byte", () => {
    const { log, last } = parts(ended.stdout)
    const jobOutput = jobLog(hostOf(sandbox(), 0), succeeded.parse(last).run)
    expect(jobOutput.length).toBeGreaterThan(20_000)
    expect(log.equals(jobOutput)).toBe(true)
  })

  it("has the counters of Ansible's PLAY RECAP for every host", () => {
    const { log, last } = parts(ended.stdout)
    const counted = recaps(log)
    expect(Object.keys(counted).sort()).toEqual(['master', 'node1', 'node2'])
    expect(succeeded.parse(last).hosts).toEqual(counted)
  })

  it('exposes no password or key in the arguments or environment of any process', () => {
    expect(exposure.scans).toBeGreaterThan(50)
    expect(Object.keys(exposure.found).sort()).toEqual(['a variable in environ', 'an argument in cmdline'])
  })

  it('stores no plaintext secret, and only private files', () => {
    const { run } = succeeded.parse(parts(ended.stdout).last)
    expect(filesWith(data, ['"hosts"']), 'searched files').toContain(`runs/${run}/draft.json 600`)
    expect(filesWith(data, secrets.values())).toEqual([])
    for (const folder of ['', 'clusters', 'runs', `runs/${run}`])
      expect(statSync(path.join(data, folder)).mode & 0o777, folder).toBe(0o700)
    for (const [name, secret] of secrets) expect(ended.stderr.includes(secret), name).toBe(false)
  })

  it('leaves hosts.ini and common.yaml with mode 0600 and dated backups of the old files', async () => {
    const { stdout } = await hostOf(sandbox(), 0).exec(`cd ${packageFolder}/conf && stat -c '%a %n' *`)
    const files = stdout.trim().split('\n')
    for (const name of ['hosts.ini', 'common.yaml']) {
      expect(files).toContain(`600 ${name}`)
      const backups = files.filter((line) => new RegExp(`^600 ${name}\\.\\d{8}T\\d{6}\\.bak$`).test(line))
      expect(backups, name).toHaveLength(1)
    }
    const original = await hostOf(sandbox(), 0).exec(`cat ${packageFolder}/conf/common.yaml.*.bak`)
    expect(original.stdout).toContain('local_volume_is_default_class: true')
  })

  it('is listed, and attach prints the same output with the same exit status', async () => {
    const { last } = parts(ended.stdout)
    const { run } = succeeded.parse(last)
    const listed = await taskbox(['runs', '--json', '--data', data])
    expect(runList.parse(JSON.parse(listed.stdout.toString()))).toMatchObject([{ run, state: 'succeeded' }])
    const again = await taskbox(['attach', run, '--json', '--data', data])
    expect(again.code, again.stderr).toBe(0)
    expect(again.stdout.equals(ended.stdout)).toBe(true)
  })
})

describe('the installed cluster', () => {
  const taskbox = () => hostOf(sandbox(), 0)
  const console = () => `http://${taskbox().address}:30880`
  const script = (name: string) => `cd ${packageFolder}/scripts && ./${name}`
  const state = async () => readConsole(console(), (await logIn(console(), 'admin', 'P@88w0rd')).cookie)

  it('has a console that accepts only the printed account, and shows three healthy etcd members', async () => {
    expect(await logIn(console(), 'admin', 'wrong')).toEqual({ status: 403, cookie: '' })
    expect(await logIn(console(), 'root', 'P@88w0rd')).toEqual({ status: 403, cookie: '' })
    const { state: consoleState, page } = await state()
    expect(consoleState.members.map(({ name, healthy }) => `${name} ${healthy}`).sort()).toEqual([
      'master true',
      'node1 true',
      'node2 true',
    ])
    expect(consoleState.nodes.every(({ ready }) => ready)).toBe(true)
    expect(consoleState.cluster).toMatchObject({
      services: '10.233.0.0/18',
      pods: '10.233.64.0/18',
      storage: 'nfs-client',
    })
    for (const text of ['node2', 'healthy', '10.233.64.0/18', 'nfs-client']) expect(page).toContain(text)
  })

  it(
    'gets a new host of hosts.ini by add-nodes.sh, which joins no other host',
    async () => {
      const { name, address, password } = hostOf(sandbox(), 3)
      const line = `${name} ansible_host=${address} ip=${address} ansible_user=root ansible_ssh_pass=${password}`
      const hostsIni = `${packageFolder}/conf/hosts.ini`
      // The install's key is deleted from the taskbox, so this host uses its password.
      const byPassword = `s/$/ ansible_user=root ansible_ssh_pass=${hostOf(sandbox(), 2).password}/`
      await taskbox().exec(
        `sed -i -e '/^\\[all\\]/a ${line}' -e '/^\\[kube-node\\]/a ${name}' -e '/^node2 /${byPassword}' ${hostsIni}`,
      )
      const { exitCode, text } = await typeInto(taskbox(), script('add-nodes.sh'), {})
      expect(text).toMatch(/node3 +: ok=\d+ /)
      const [, , afterJoin] = text.split(/^PLAY RECAP.*$/m)
      expect(afterJoin).toMatch(/^node3 +: ok=/m)
      expect(afterJoin).not.toMatch(/^node1 +: ok=[\s\S]*successsful!/m)
      expect(text.match(/^successsful!$/gm), text.slice(-6000)).toHaveLength(3)
      expect(exitCode, text.slice(-6000)).toBe(0)
      const added = (await state()).state.nodes.find((node) => node.name === name)
      expect(added).toMatchObject({ ready: true, roles: 'node' })
    },
    INSTALL_MS,
  )

  // Runs after the host was added, because etcdctl is slow while a member is down.
  it('reports an etcd member that is down', async () => {
    await hostOf(sandbox(), 2).exec('kill $(cat /run/etcd.pid)')
    const { members } = (await state()).state
    expect(members.find(({ name }) => name === 'node2')).toMatchObject({ healthy: false })
    expect(members.find(({ name }) => name === 'node1')).toMatchObject({ healthy: true })
  })

  it(
    'is uninstalled only after yes, and leaves no process and no file',
    async () => {
      const question = "Type 'yes' to reset your cluster. [No]: "
      const output = await typeInto(taskbox(), script('uninstall.sh'), { [question]: 'no' })
      expect(output.text).toMatch(/^failed!$/m)
      expect(await logIn(console(), 'admin', 'P@88w0rd')).toMatchObject({ status: 303 })
      const { exitCode, text } = await typeInto(taskbox(), script('uninstall.sh'), { [question]: 'yes' })
      expect(exitCode, text.slice(-6000)).toBe(0)
      for (const { exec } of sandbox().hosts) {
        // A child of a process that was ended may need another moment.
        const left = async () =>
          (await exec('ps -e -o args= | grep -E "etcd|agent|console" | grep -v grep')).stdout
        await expect.poll(left).toBe('')
        expect(
          (await exec('ls -d /etc/kubernetes /etc/etcd /var/lib/etcd /opt/etcd; ip link show cni0')).stdout,
        ).toBe('')
      }
      await expect(logIn(console(), 'admin', 'P@88w0rd')).rejects.toThrow()
    },
    INSTALL_MS,
  )
})

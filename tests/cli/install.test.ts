import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { beforeAll, describe, expect, it } from 'vitest'
import { practiceCluster } from '@/server/practice/cluster'
import { installPracticePackage } from '@/server/practice/package'
import { logIn } from '../lab/console'
import { hostOf, practiceWorld } from '../lab/world'
import { filesWith, jobLog, ProcessWatch, recaps, refused, runList, succeeded, writeCluster } from './lab'
import { type Ended, parts, start, taskbox, testFolder } from './taskbox'

const INSTALL_MS = 10 * 60_000
const PASSPHRASE = 'a passphrase of its own 4711'

const world = practiceWorld('master', 'node1', 'node2')
const folder = testFolder()
const data = path.join(folder, 'data')
let packageFolder: string
let file: string
let secrets: Map<string, string>

/** Every kind of login: the taskbox by a sudo user, one host too, the other by a key that is locked. */
async function cluster() {
  const [master, node1, node2] = [0, 1, 2].map((index) => hostOf(world(), index))
  if (!master || !node1 || !node2) throw new Error('three hosts')
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
  const plain = practiceCluster(world(), packageFolder)
  const sudo = { user: 'ubuntu' }
  return {
    ...plain,
    taskbox: { ...plain.taskbox, ...sudo, password: master.sudoPassword },
    hosts: plain.hosts.map((host, index) => {
      if (index === 0) return { ...host, ...sudo, password: master.sudoPassword }
      if (index === 1)
        return { ...host, ...sudo, password: node1.sudoPassword, sudoPassword: node1.sudoPassword }
      const { password: _, ...rest } = host
      return { ...rest, privateKey, passphrase: PASSPHRASE }
    }),
  }
}

beforeAll(async () => {
  packageFolder = await installPracticePackage(world())
  file = await writeCluster(path.join(folder, 'cluster.yaml'), await cluster())
})

describe('install, before anything is changed', () => {
  const conf = () => hostOf(world(), 0).exec(`cd ${packageFolder} && find . -type f -exec cksum {} + | sort`)

  it('ends where checks fail that nobody accepted, with exit status 1 and the package as it was', async () => {
    const before = await conf()
    const strict = await writeCluster(path.join(folder, 'strict.yaml'), { ...(await strictly()), accept: [] })
    const { code, stdout, stderr } = await taskbox(['install', '-f', strict, '--json', '--data', data])
    expect(code, stderr).toBe(1)
    const { log, last } = parts(stdout)
    expect(log.toString()).toBe('')
    expect(refused.parse(last)).toMatchObject({ reason: 'checks', checks: { ready: false } })
    expect(stderr).toMatch(/--accept [a-z,]*os/)
    expect((await conf()).stdout).toBe(before.stdout)
    expect((await hostOf(world(), 0).exec('ls /var/lib/taskbox')).stdout).toBe('')
    expect((await taskbox(['runs', '--json', '--data', data])).stdout.toString()).toBe('[]\n')
  })

  it('refuses a host key that was never seen, names its fingerprint, and one that is not the pinned one', async () => {
    const { hosts, taskbox: its, ...rest } = await strictly()
    const { hostKey: _, ...anyTaskbox } = its
    const strangers = hosts.map(({ hostKey: __, ...host }) => host)
    const unknown = await writeCluster(path.join(folder, 'unknown.yaml'), {
      ...rest,
      taskbox: anyTaskbox,
      hosts: strangers,
    })
    const first = await taskbox(['install', '-f', unknown, '--json', '--data', data])
    expect(first.code).toBe(1)
    for (const { hostKeyFingerprint } of world().hosts) expect(first.stderr).toContain(hostKeyFingerprint)
    expect(refused.parse(parts(first.stdout).last).reason).toBe('checks')

    const wrong = `SHA256:${'A'.repeat(43)}`
    const changed = await writeCluster(path.join(folder, 'changed.yaml'), {
      ...rest,
      taskbox: its,
      hosts: hosts.map((host, index) => (index === 1 ? { ...host, hostKey: wrong } : host)),
    })
    const second = await taskbox(['install', '-f', changed, '--json', '--accept-host-keys', '--data', data])
    expect(second.code).toBe(1)
    expect(second.stderr).toContain(wrong)
    expect(second.stderr).toContain(hostOf(world(), 1).hostKeyFingerprint)
    expect((await taskbox(['runs', '--json', '--data', data])).stdout.toString()).toBe('[]\n')
  })

  const strictly = async () => JSON.parse(readFileSync(file, 'utf8')) as Awaited<ReturnType<typeof cluster>>
})

describe('install on hosts with logins of every kind', () => {
  let ended: Ended
  let seen: { found: Record<string, string>; looks: number }

  beforeAll(async () => {
    // Two that must be found, or the watch would prove nothing.
    const controls = [['an argument', file] as const, ['a variable', 'seen-by-the-watch'] as const]
    const watch = new ProcessWatch(new Map([...secrets, ...controls]), new Set([process.pid]))
    const running = start(['install', '-f', file, '--json', '--data', data], {
      env: { CONTROL: 'seen-by-the-watch' },
    })
    ended = await running.ended
    seen = watch.stop()
  }, INSTALL_MS)

  it('ends with exit status 0 and the line that the contract promises', async () => {
    expect(ended.code, ended.stderr.slice(-4000)).toBe(0)
    const last = succeeded.parse(parts(ended.stdout).last)
    const address = hostOf(world(), 0).address
    expect(last.console).toEqual({
      url: `http://${address}:32130`,
      account: 'admin',
      password: 'passw0rd',
      reachable: true,
    })
    expect((await logIn(last.console.url, last.console.account, last.console.password)).status).toBe(303)
  })

  it("prints the job's own log before it, byte for byte", () => {
    const { log, last } = parts(ended.stdout)
    const own = jobLog(hostOf(world(), 0), succeeded.parse(last).run)
    expect(own.length).toBeGreaterThan(20_000)
    expect(log.equals(own)).toBe(true)
  })

  it("counts for every host what Ansible's PLAY RECAP counts", () => {
    const { log, last } = parts(ended.stdout)
    const counted = recaps(log)
    expect(Object.keys(counted).sort()).toEqual(['localhost', 'master', 'node1', 'node2'])
    expect(succeeded.parse(last).hosts).toEqual(counted)
  })

  it('never shows a password or a key in the arguments or the environment of any process', () => {
    expect(seen.looks).toBeGreaterThan(50)
    expect(Object.keys(seen.found).sort()).toEqual(['a variable in environ', 'an argument in cmdline'])
  })

  it('keeps no secret in the clear in any file of its own, and those files for their owner alone', () => {
    const { run } = succeeded.parse(parts(ended.stdout).last)
    expect(filesWith(data, ['"hosts"']), 'what is looked at').toContain(`runs/${run}/draft.json 600`)
    expect(filesWith(data, secrets.values())).toEqual([])
    for (const place of ['', 'clusters', 'runs', `runs/${run}`])
      expect(statSync(path.join(data, place)).mode & 0o777, place).toBe(0o700)
    for (const [name, secret] of secrets) expect(ended.stderr.includes(secret), name).toBe(false)
  })

  it('leaves hosts.ini and vars.yml with mode 0600 beside dated backups of what was there', async () => {
    const { stdout } = await hostOf(world(), 0).exec(`cd ${packageFolder}/conf && stat -c '%a %n' *`)
    const files = stdout.trim().split('\n')
    for (const name of ['hosts.ini', 'vars.yml']) {
      expect(files).toContain(`600 ${name}`)
      const backups = files.filter((line) => new RegExp(`^600 ${name}\\.\\d{8}T\\d{6}\\.bak$`).test(line))
      expect(backups, name).toHaveLength(1)
    }
    const original = await hostOf(world(), 0).exec(`cat ${packageFolder}/conf/vars.yml.*.bak`)
    expect(original.stdout).toContain('local_volume_provisioner_enabled: true')
  })

  it('is listed, and attach prints all of it again and ends as it did', async () => {
    const { last } = parts(ended.stdout)
    const { run } = succeeded.parse(last)
    const listed = await taskbox(['runs', '--json', '--data', data])
    expect(runList.parse(JSON.parse(listed.stdout.toString()))).toMatchObject([{ run, state: 'succeeded' }])
    const again = await taskbox(['attach', run, '--json', '--data', data])
    expect(again.code, again.stderr).toBe(0)
    expect(again.stdout.equals(ended.stdout)).toBe(true)
  })
})

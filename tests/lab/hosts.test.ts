import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { readClusterFile, validateClusterFile } from '@/lib/cluster/file/read'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { hostOf, labSandbox, rootOf, ssh, sudoerOf } from './sandbox'

const sandbox = labSandbox('master', 'node1', 'node2')

describe('a practice host', () => {
  it('accepts a login of root by password, with the programs of an installer on PATH', async () => {
    const host = hostOf(sandbox(), 1)
    const programs = 'sshd sudo python3 ansible-playbook sshpass ip openssl'
    const viaSsh = await ssh(
      host,
      rootOf(host),
      `id -un; for p in ${programs}; do command -v $p; done; locale charmap`,
    )
    expect(viaSsh.stdout.split('\n')).toHaveLength(9)
    expect(viaSsh.stdout).toMatch(/^root\n/)
    expect(viaSsh.stdout).toMatch(/\nUTF-8$/)
  })

  it('accepts the sudo user’s own password, which sudo requires too', async () => {
    const host = hostOf(sandbox(), 2)
    const without = await ssh(host, sudoerOf(host), 'sudo -n id -u')
    expect(without.stderr).toContain('a password is required')
    const sudo = await ssh(host, sudoerOf(host), "id -un; sudo -k -S -p '' id -u", `${host.sudoPassword}\n`)
    expect(sudo.stdout).toBe('ubuntu\n0')
    const rejected = await ssh(host, sudoerOf(host), "sudo -k -S -p '' id -u", `${host.password}\n`)
    expect(rejected.exitCode).not.toBe(0)
  })

  it('rejects a wrong password, and the password of another host', async () => {
    const host = hostOf(sandbox(), 0)
    const rejected = await ssh(host, { user: 'root', password: hostOf(sandbox(), 1).password }, 'true')
    expect(rejected.exitCode).toBe(5)
    expect(rejected.stdout).toBe('')
  })

  it('presents the reported host key', async () => {
    const { address, hostKeyFingerprint } = hostOf(sandbox(), 0)
    const { exec } = hostOf(sandbox(), 1)
    const scan = await exec(`ssh-keyscan -t ed25519 ${address} 2>/dev/null | ssh-keygen -l -f -`)
    expect(scan.stdout).toContain(`256 ${hostKeyFingerprint} ${address}`)
  })

  it('has its own machine id and host name', async () => {
    const identityCommands =
      'uname -n; cat /etc/hostname; cat /etc/machine-id; ip -br link show eth0; hostname -i'
    const answers = await Promise.all(sandbox().hosts.map((host) => host.exec(identityCommands)))
    for (const [index, { stdout }] of answers.entries()) {
      const { name, address } = hostOf(sandbox(), index)
      expect(stdout.split('\n').slice(0, 2)).toEqual([name, name])
      expect(stdout).toContain(`\n${address}`)
    }
    expect(new Set(answers.map(({ stdout }) => stdout.split('\n')[2]))).toHaveProperty('size', 3)
    expect(new Set(answers.map(({ stdout }) => stdout.split('\n')[3]?.split(/\s+/)[2]))).toHaveProperty(
      'size',
      3,
    )
  })

  it('resolves and reaches its peers, but no address outside the network', async () => {
    const { exec } = hostOf(sandbox(), 0)
    expect(await exec('getent hosts node2')).toMatchObject({
      stdout: expect.stringContaining(hostOf(sandbox(), 2).address),
    })
    expect(await exec('ping -c 1 -W 2 node1')).toMatchObject({ exitCode: 0 })
    expect(await exec('ping -c 1 -W 2 198.51.100.1')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('Unreachable'),
    })
  })

  it('sees only the programs of this machine', async () => {
    const { exec } = hostOf(sandbox(), 0)
    expect((await exec(`ls -A ${process.cwd()} /run/taskbox-sandbox`)).exitCode).not.toBe(0)
    expect((await exec('ls -A /root /home /tmp /srv /mnt /opt')).stdout).toBe(
      [
        '/home:\nubuntu\n',
        '/mnt:\n',
        '/opt:\npractice\n',
        '/root:\n.bash_logout\n.bashrc\n.profile\n',
        '/srv:\n',
        '/tmp:\n',
      ].join('\n'),
    )
    const processes = (await exec('ps -e -o pid=')).stdout.trim().split('\n')
    expect(processes.length).toBeLessThan(12)
    const shadow = await readFile('/etc/shadow', 'utf8')
    expect((await exec('cat /etc/shadow')).stdout).not.toContain(shadow.split('\n')[0])
  })

  it('cannot change files, kernel settings or the clock of this machine', async () => {
    const { exec } = hostOf(sandbox(), 0)
    const forwarding = await readFile('/proc/sys/net/ipv4/ip_forward', 'utf8')
    await exec('touch /usr/bin/left-behind /etc/left-behind; echo 1 >/proc/sys/net/ipv4/ip_forward')
    // Write the current value, so that a failure of this test has no effect.
    const setting = '/proc/sys/vm/swappiness'
    expect((await exec(`tee ${setting} <${setting}`)).stderr).toContain('Read-only')
    await expect(readFile('/usr/bin/left-behind')).rejects.toThrow('ENOENT')
    expect(await readFile('/proc/sys/net/ipv4/ip_forward', 'utf8')).toBe(forwarding)
    const setTime = 25n
    const loadModules = 16n
    for (const status of ['/proc/1/status', '/proc/self/status']) {
      const capabilities = BigInt(`0x${(await exec(`grep CapBnd ${status}`)).stdout.split(/\s+/)[1]}`)
      expect(capabilities & ((1n << setTime) | (1n << loadModules))).toBe(0n)
    }
  })

  it('runs a command with input without ssh, returns its exit status, and kills it at the deadline', async () => {
    const { exec } = hostOf(sandbox(), 0)
    expect(await exec('cat; exit 3', { input: 'said' })).toMatchObject({ exitCode: 3, stdout: 'said' })
    expect(await exec('sleep 20', { deadlineMs: 200 })).toMatchObject({ exitCode: 124 })
    expect((await exec('ps -e -o args=')).stdout).not.toContain('sleep 20')
  })
})

describe('the cluster file of practice hosts', () => {
  it('is valid for Taskbox, with warnings only', () => {
    const file = readClusterFile(JSON.stringify(sandboxCluster(sandbox())))
    const problems = validateClusterFile(file, advanced100, CHECK_IDS)
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(file.draft.hosts.map(({ name }) => name)).toEqual(['master', 'node1', 'node2'])
  })
})

import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { sandboxFolder } from '@/server/sandbox/paths'
import { hostOf, labSystemdSandbox, rootOf, ssh, sudoerOf } from './sandbox'

const sandbox = labSystemdSandbox('a', 'b', 'c')

const UNIT = `[Service]
ExecStart=/bin/sh -c 'echo said $$HOSTNAME; exec sleep 1000'
Environment=HOSTNAME=%H
[Install]
WantedBy=multi-user.target`

describe('a practice host with systemd', () => {
  it('has booted, with sshd as a unit', async () => {
    for (const host of sandbox().hosts) {
      const state = await ssh(
        host,
        rootOf(host),
        'systemctl is-system-running; systemctl --failed --no-legend',
      )
      expect(state.stdout).toBe('running')
      expect((await host.exec('cat /proc/1/comm; systemctl is-active ssh sshd')).stdout).toBe(
        'systemd\nactive\nactive\n',
      )
    }
  })

  it('starts, stops and enables a unit, and keeps its journal', async () => {
    const { exec } = hostOf(sandbox(), 1)
    await exec('cat >/etc/systemd/system/talk.service', { input: UNIT })
    expect(await exec('systemctl daemon-reload && systemctl enable --now talk')).toMatchObject({
      exitCode: 0,
    })
    expect((await exec('service talk status')).stdout).toMatch(/Active: active \(running\)/)
    await expect.poll(async () => (await exec('journalctl -u talk -o cat')).stdout).toContain('said b\n')
    await exec('service talk stop')
    expect((await exec('systemctl is-active talk; systemctl is-enabled talk')).stdout).toBe(
      'inactive\nenabled\n',
    )
  })

  it('changes its own name only', async () => {
    const host = hostOf(sandbox(), 2)
    const machine = await readFile('/proc/sys/kernel/hostname', 'utf8')
    expect(await ssh(host, rootOf(host), 'hostnamectl set-hostname renamed')).toMatchObject({ exitCode: 0 })
    expect((await host.exec('uname -n; cat /etc/hostname')).stdout).toBe('renamed\nrenamed\n')
    expect(await readFile('/proc/sys/kernel/hostname', 'utf8')).toBe(machine)
  })

  it('accepts a login of the sudo user', async () => {
    const host = hostOf(sandbox(), 0)
    const sudo = await ssh(
      host,
      sudoerOf(host),
      "sudo -S -p '' systemctl restart ssh",
      `${host.sudoPassword}\n`,
    )
    expect(sudo).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it('sees no device, cgroup or unit of this machine', async () => {
    const { exec } = hostOf(sandbox(), 0)
    expect((await exec('ls /dev')).stdout.split('\n')).not.toContain('kmsg')
    expect((await exec('findmnt --noheadings --output FSTYPE --target /dev')).stdout).toBe('tmpfs\n')
    expect((await exec('grep -c devtmpfs /proc/self/mounts')).stdout).toBe('0\n')
    const groups = (await exec('find /sys/fs/cgroup -maxdepth 2 -name "taskbox*"; cat /proc/1/cgroup')).stdout
    expect(groups).toMatch(/^\d+:[^\n]*:\/init\.scope$/m)
    expect(groups).not.toContain('taskbox')
    expect((await exec('find /sys/fs/cgroup -name release_agent')).stdout).toBe('')
  })

  it('runs its services in its own cgroups', async () => {
    const { exec } = hostOf(sandbox(), 0)
    const own = await exec('cat /proc/$(cat /run/sshd.pid)/cgroup')
    expect(own.stdout).toMatch(/:\/system\.slice\/ssh\.service$/m)
  })

  it('runs a container of an image made by hand', async () => {
    const { exec } = hostOf(sandbox(), 1)
    const programs = '/opt/practice/runtime/usr'
    await exec('cat >/etc/systemd/system/containerd.service', {
      input: `[Service]
Type=notify
Environment=PATH=${programs}/bin:${programs}/sbin:/usr/bin:/bin
ExecStart=${programs}/bin/containerd
Delegate=yes
KillMode=process`,
    })
    const started = await exec('systemctl daemon-reload && systemctl start containerd')
    expect(started, (await exec('journalctl -u containerd')).stdout).toMatchObject({ exitCode: 0 })
    const makeImage = await readFile(sandboxFolder('kubernetes/make-image'), 'utf8')
    const imported = await exec(
      `python3 - ${programs}/bin/busybox registry.practice/pause:1 | ${programs}/bin/ctr image import -`,
      { input: makeImage },
    )
    expect(imported).toMatchObject({ exitCode: 0 })
    const run = await exec(`${programs}/bin/ctr run --rm registry.practice/pause:1 one /bin/busybox uname -a`)
    expect(run, run.stderr).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Linux /) })
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { ShellMachine } from '@/server/machine/shell-machine'
import { withSudo } from '@/server/machine/sudo'
import { dial } from '@/server/ssh/dial'
import { hostOf, labSandbox } from '../../lab/sandbox'

const SOON_MS = 15_000
const sandbox = labSandbox('one')

/** Users with the password `pw`, and their sudo rules. */
const USERS = {
  free: 'free ALL=(ALL) NOPASSWD: ALL',
  bound: 'Defaults:bound requiretty\nbound ALL=(ALL) ALL',
  stranger: '# stranger has no rule',
  limited: 'limited ALL=(ALL) /bin/ls',
  watched: 'Defaults:watched logfile=/var/log/sudo.log\nwatched ALL=(ALL) ALL',
  foreign: 'Defaults:foreign !passprompt_override\nforeign ALL=(ALL) ALL',
  lectured: 'Defaults:lectured lecture=always\nlectured ALL=(ALL) ALL',
  late: 'late ALL=(ALL) ALL',
  logged: 'Defaults:logged use_pty, log_output\nlogged ALL=(ALL) ALL',
}

async function machineOf(user: string, password = 'pw', sudoPassword: string | undefined = password) {
  const host = hostOf(sandbox(), 0)
  const target = { address: host.address, port: 22, login: { user, password } }
  return new ShellMachine(withSudo(await dial(target, { hostKey: { acceptUnknown: true } }), sudoPassword))
}

const refused = (reason: string, user: string) =>
  expect.objectContaining({ kind: 'sudo', facts: expect.objectContaining({ reason, user }) })

beforeAll(async () => {
  const host = hostOf(sandbox(), 0)
  await host.exec(
    'mkdir -p /etc/sudoers.d; chmod 0750 /etc/sudoers.d; echo "@includedir /etc/sudoers.d" >>/etc/sudoers',
  )
  for (const [user, rules] of Object.entries(USERS)) {
    const created = await host.exec(
      `useradd -m -s /bin/bash ${user} && echo ${user}:pw | chpasswd && cat >/etc/sudoers.d/${user} && chmod 0440 /etc/sudoers.d/${user} && visudo -cq`,
      { input: `${rules}\n` },
    )
    expect(created).toMatchObject({ exitCode: 0 })
  }
}, SOON_MS)

describe('a user who becomes root by sudo', () => {
  it.each(['ubuntu', 'free', 'logged', 'lectured'])(
    'runs commands with their own input, outputs and exit status: %s',
    async (user) => {
      const { sudoPassword } = hostOf(sandbox(), 0)
      const machine = await machineOf(user, user === 'ubuntu' ? sudoPassword : 'pw')
      const input = 'first line\nsecond line\n'
      const done = await machine.exec('id -u; echo $HOME; cat; echo problem >&2; exit 9', {
        deadlineMs: SOON_MS,
        input,
      })
      expect(done.stdout.toString()).toBe(`0\n/root\n${input}`)
      expect(done.stderr.toString()).toMatch(/problem\n$/)
      expect(done.code).toBe(9)
      await machine.close()
    },
  )

  it('never passes the password to a command, as input or as an argument', async () => {
    const machine = await machineOf('free')
    const { stdout } = await machine.exec(
      `cat; tr '\\0' ' ' </proc/$$/cmdline; cat /proc/[0-9]*/cmdline | tr '\\0' '\\n' | grep -cx '[p]w' || :`,
      { deadlineMs: SOON_MS, input: '' },
    )
    expect(stdout.toString()).toMatch(/^\/bin\/sh -c [\s\S]* 0\n$/)
    await machine.close()
  })

  it('answers a prompt of PAM', async () => {
    const machine = await machineOf('foreign')
    expect((await machine.exec('id -u', { deadlineMs: SOON_MS })).stdout.toString()).toBe('0\n')
    await machine.close()
  })

  it.each([
    ['bound', 'pw', 'requiretty'],
    ['stranger', 'pw', 'notInSudoers'],
    ['limited', 'pw', 'notInSudoers'],
    ['limited', 'wrong', 'wrongPassword'],
  ])('gets the reason for a rejection: %s, %s', async (user, sudoPassword, reason) => {
    const machine = await machineOf(user, 'pw', sudoPassword)
    await expect(machine.exec('id', { deadlineMs: SOON_MS })).rejects.toEqual(refused(reason, user))
    await machine.close()
  })

  it('gets a failure if the password is missing', async () => {
    const host = hostOf(sandbox(), 0)
    const target = { address: host.address, port: 22, login: { user: 'limited', password: 'pw' } }
    const machine = new ShellMachine(
      withSudo(await dial(target, { hostKey: { acceptUnknown: true } }), undefined),
    )
    await expect(machine.exec('id', { deadlineMs: SOON_MS })).rejects.toEqual(
      refused('passwordMissing', 'limited'),
    )
    await machine.close()
  })

  it('gets a failure if the password has expired', async () => {
    const machine = await machineOf('late')
    // A new login would fail after the expiry; over the open connection, sudo prompts for a new password.
    await machine.exec('true', { deadlineMs: SOON_MS })
    await hostOf(sandbox(), 0).exec('chage -d 0 late')
    await expect(machine.exec('id', { deadlineMs: SOON_MS })).rejects.toEqual(
      refused('passwordExpired', 'late'),
    )
    await machine.close()
  })

  it('gets a failure if sudo is not installed', async () => {
    const host = hostOf(sandbox(), 0)
    const machine = await machineOf('free')
    await host.exec('chmod 000 /usr/bin/sudo && mv /usr/bin/sudo /usr/bin/sudo.off')
    await expect(machine.exec('id', { deadlineMs: SOON_MS })).rejects.toEqual(refused('notInstalled', 'free'))
    await host.exec('mv /usr/bin/sudo.off /usr/bin/sudo && chmod 4755 /usr/bin/sudo')
    await machine.close()
  })

  it('tries a wrong password only once, for any number of prompts and commands', async () => {
    const host = hostOf(sandbox(), 0)
    await host.exec('rm -f /var/log/sudo.log')
    const machine = await machineOf('watched', 'pw', 'wrong')
    for (let n = 0; n < 3; n += 1)
      await expect(machine.exec('id', { deadlineMs: SOON_MS })).rejects.toEqual(
        refused('wrongPassword', 'watched'),
      )
    const log = await host.exec(
      "tr -d '\\n' </var/log/sudo.log | grep -o '[0-9]* incorrect *password *attempts*'",
    )
    expect(log.stdout).toMatch(/^1 incorrect\s+password\s+attempt\n$/)
    expect((await host.exec('ps -eo args | grep -c "[s]udo -k" || :')).stdout).toBe('0\n')
    await machine.close()
  })
})

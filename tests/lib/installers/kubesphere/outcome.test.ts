import { describe, expect, it } from 'vitest'
import { parseOutcome } from '@/lib/installers/kubesphere/outcome'
import {
  banner,
  FAILED,
  faqLink,
  PREREQUISITES,
  playbook,
  RECAP,
  SUCCEEDED,
  WELCOME,
  waitingScreen,
} from './installer-logs'

const CONSOLE = { url: 'http://192.168.0.1:32130', account: 'admin', password: 'passw0rd' }
const BANNER = banner(CONSOLE)

const failed = (reason: string) => ({ result: 'failed', reason })

describe('an installation by 1.0.0', () => {
  it('is a success with the banner at the end', () => {
    expect(parseOutcome(RECAP + BANNER, 0)).toEqual({ result: 'succeeded', console: CONSOLE })
  })

  it.each(['successsful!', 'Succesful!', 'Successful'])('is a success with the spelling %s', (word) => {
    const log = RECAP + BANNER.replace('successsful!', word)
    expect(parseOutcome(log, 0).result).toBe('succeeded')
  })

  it('ignores CRLF and ANSI escapes', () => {
    const log = (RECAP + BANNER).replaceAll('\n', '\r\n').replace('Console:', '\u001b[0;32mConsole:\u001b[0m')
    expect(parseOutcome(log, 0)).toEqual({ result: 'succeeded', console: CONSOLE })
  })

  it('is a failure without the banner, even with exit status 0', () => {
    expect(parseOutcome(RECAP, 0)).toEqual(failed('no-banner'))
  })

  it('is a failure if the exit status is not 0 despite the banner', () => {
    expect(parseOutcome(RECAP + BANNER, 2)).toEqual(failed('exit-status'))
  })

  it('ignores the banner of an earlier installation', () => {
    expect(parseOutcome(BANNER + RECAP, 0)).toEqual(failed('no-banner'))
  })

  it('is a failure with an incomplete banner', () => {
    expect(parseOutcome(RECAP + BANNER.replace(/Password.*/, ''), 0).result).toBe('failed')
  })

  it.each(['(yes/no) no\r\n', '(yes/no) \r\nno\r\n', '(yes/no) n\r\n'])(
    'distinguishes the answer "no" to the storage prompt in %j',
    (end) => {
      const log = `Have you configured storage parameters in conf/vars.yml yet?  ${end}`
      expect(parseOutcome(log, 0)).toEqual(failed('storage-not-configured'))
    },
  )

  it.each(['3\r\n', '3\r\n3\r\n\u001b[30;47mquit successsful!!\u001b[0m\r\n', '\r\n3\r\n'])(
    'distinguishes "quit" in the menu in %j',
    (end) => {
      expect(parseOutcome(`Please input an option: ${end}`, 0)).toEqual(failed('quit'))
    },
  )
})

describe('an installation by 2.x', () => {
  const account = { url: 'http://192.168.0.1:30880', account: 'admin', password: 'P@88w0rd' }
  const start = `${PREREQUISITES}yes\r\n`
  const playbooks = playbook('1. Initiating Environment') + playbook('2. Installing Kubernetes')
  const all = `${start}${playbooks}${playbook('3. Installing KubeSphere')}`

  it('is a success with the banner of 2.0 after the third playbook', () => {
    expect(parseOutcome(all + banner(account), 0)).toEqual({ result: 'succeeded', console: account })
  })

  it('is a success with the banner of 2.1 after the waiting screen', () => {
    const log = `${all}${waitingScreen(130)}${WELCOME(account)}\r\nNOTE:\r\n\r\nVerify the installation logs\r\n`
    expect(parseOutcome(log, 0)).toEqual({ result: 'succeeded', console: account })
  })

  it('is not a success because of the output of its three playbooks', () => {
    expect(parseOutcome(all, 0)).toEqual(failed('no-banner'))
  })

  it.each([
    ['first', `${start}${playbook('1. Initiating Environment', FAILED)}`],
    [
      'second',
      `${start}${playbook('1. Initiating Environment')}${playbook('2. Installing Kubernetes', FAILED)}`,
    ],
    ['third', `${start}${playbooks}${playbook('3. Installing KubeSphere', FAILED)}`],
  ])('is a failure by the words of its %s playbook, with exit status 0', (_, log) => {
    expect(parseOutcome(log + faqLink('v2.1'), 0)).toEqual(failed('installer-failed'))
    expect(parseOutcome(log, 0)).toEqual(failed('installer-failed'))
    expect(parseOutcome(log, 2)).toEqual(failed('installer-failed'))
  })

  it('is a failure by the words of a playbook that Ansible could not start', () => {
    const log = `${start}${playbooks}ERROR! the role 'console' was not found\r\n${FAILED}`
    expect(parseOutcome(log, 0)).toEqual(failed('installer-failed'))
  })

  it('is a failure by the link to the FAQ, however the failure is spelled', () => {
    const log = `${start}${playbook('1. Initiating Environment', 'it went wrong\r\n')}${faqLink('advanced-v2.0')}`
    expect(parseOutcome(log, 0)).toEqual(failed('installer-failed'))
  })

  it('is a failure if the installer reports one after its banner', () => {
    expect(parseOutcome(all + banner(account) + FAILED, 0)).toEqual(failed('installer-failed'))
  })

  it('ignores the banner of an earlier installation before a failure', () => {
    const log = `${banner(account)}${start}${playbook('1. Initiating Environment', FAILED)}`
    expect(parseOutcome(log, 0)).toEqual(failed('installer-failed'))
    expect(parseOutcome(banner(account) + all, 0)).toEqual(failed('no-banner'))
  })

  it('ignores a message of failure in the output of a task', () => {
    const task = `${playbooks}TASK [show] ***\r\nok: [master]\r\n\r\nSTDOUT:\r\n\r\nfailed!\r\n${RECAP}${SUCCEEDED}`
    expect(parseOutcome(start + task + banner(account), 0).result).toBe('succeeded')
  })

  it.each(['no\r\n', '\r\nno\r\n', 'what\r\n'])(
    'is a quit by the answer to the prerequisites in %j',
    (answer) => {
      const goodbye = 'Please reprepare the machines meeting the above requirements, then restart !\r\n'
      expect(parseOutcome(`${PREREQUISITES}${answer}${goodbye}`, 0)).toEqual(failed('quit'))
    },
  )

  it('is not a quit if a "no" was corrected', () => {
    expect(parseOutcome(`${PREREQUISITES}nope\r\n${all}${banner(account)}`, 0).result).toBe('succeeded')
  })

  it('is a failure of the startup if the waiting screen ends without the banner', () => {
    const log = `${all}${waitingScreen(1_200)}\r\n\r\nNOTE:\r\n\r\nVerify the installation logs\r\n`
    expect(parseOutcome(log, 0)).toEqual(failed('startup-timeout'))
    expect(parseOutcome(log, 130)).toEqual(failed('exit-status'))
  })

  it.each([
    ['not-root', '\u001b[1;36mPlease install KubeSphere using the root user !\u001b[0m\r\n'],
    ['apt-busy', '\u001b[1;36mApt program is occupied. Please try again later !\u001b[0m\r\n'],
    ['installer-failed', '\u001b[31;47mfailed!,Parameter is wrong , Please check\u001b[0m\r\n'],
    [
      'unsupported-change',
      "k8s v1.12.3 nonsupport v1.15.5\r\n\u001b[1;36mWarnning: 'nonsupport'\u001b[0m\r\n",
    ],
  ])('has the reason %s', (reason, log) => {
    expect(parseOutcome(log, 0)).toEqual(failed(reason))
  })
})

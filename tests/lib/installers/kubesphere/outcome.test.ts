import { describe, expect, it } from 'vitest'
import { parseOutcome } from '@/lib/installers/kubesphere/outcome'

const BANNER = `successsful!
#####################################################
###              Welcome to KubeSphere!           ###
#####################################################

Console: http://192.168.0.1:32130
Account: admin
Password: passw0rd

NOTE：Please modify the default password after login.
#####################################################
`
const RECAP = 'PLAY RECAP *****\nmaster : ok=1 changed=0 unreachable=0 failed=0\n\n'
const CONSOLE = { url: 'http://192.168.0.1:32130', account: 'admin', password: 'passw0rd' }

describe('the outcome of an installation', () => {
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
    expect(parseOutcome(RECAP, 0)).toEqual({ result: 'failed', reason: 'no-banner' })
  })

  it('is a failure if the exit status is not 0 despite the banner', () => {
    expect(parseOutcome(RECAP + BANNER, 2)).toEqual({ result: 'failed', reason: 'exit-status' })
  })

  it('ignores the banner of an earlier installation', () => {
    expect(parseOutcome(BANNER + RECAP, 0)).toEqual({ result: 'failed', reason: 'no-banner' })
  })

  it('is a failure with an incomplete banner', () => {
    expect(parseOutcome(RECAP + BANNER.replace(/Password.*/, ''), 0).result).toBe('failed')
  })

  it('distinguishes the answer "no" to the storage prompt', () => {
    const log = 'Have you configured storage parameters in conf/vars.yml yet?  (yes/no) no\r\n'
    expect(parseOutcome(log, 0)).toEqual({ result: 'failed', reason: 'storage-not-configured' })
  })

  it('distinguishes "quit" in the menu', () => {
    expect(parseOutcome('Please input an option: 3\r\n', 0)).toEqual({ result: 'failed', reason: 'quit' })
  })
})

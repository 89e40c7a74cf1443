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

describe('the outcome of an install', () => {
  it('is success when the banner stands at the end', () => {
    expect(parseOutcome(RECAP + BANNER, 0)).toEqual({ result: 'succeeded', console: CONSOLE })
  })

  it.each(['successsful!', 'Succesful!', 'Successful'])('knows the spelling %s', (word) => {
    const log = RECAP + BANNER.replace('successsful!', word)
    expect(parseOutcome(log, 0).result).toBe('succeeded')
  })

  it('reads through a terminal that ends lines with CR LF and colours them', () => {
    const log = (RECAP + BANNER).replaceAll('\n', '\r\n').replace('Console:', '\u001b[0;32mConsole:\u001b[0m')
    expect(parseOutcome(log, 0)).toEqual({ result: 'succeeded', console: CONSOLE })
  })

  it('is no success without the banner, whatever the exit status says', () => {
    expect(parseOutcome(RECAP, 0)).toEqual({ result: 'failed', reason: 'no-banner' })
  })

  it('is no success when the program ended with an error behind its banner', () => {
    expect(parseOutcome(RECAP + BANNER, 2)).toEqual({ result: 'failed', reason: 'exit-status' })
  })

  it("does not take an earlier install's banner for this one's", () => {
    expect(parseOutcome(BANNER + RECAP, 0)).toEqual({ result: 'failed', reason: 'no-banner' })
  })

  it('does not take half a banner', () => {
    expect(parseOutcome(RECAP + BANNER.replace(/Password.*/, ''), 0).result).toBe('failed')
  })

  it('names an exit after "no" to the storage question', () => {
    const log = 'Have you configured storage parameters in conf/vars.yml yet?  (yes/no) no\r\n'
    expect(parseOutcome(log, 0)).toEqual({ result: 'failed', reason: 'storage-not-configured' })
  })

  it('names an exit by the menu', () => {
    expect(parseOutcome('Please input an option: 3\r\n', 0)).toEqual({ result: 'failed', reason: 'quit' })
  })
})

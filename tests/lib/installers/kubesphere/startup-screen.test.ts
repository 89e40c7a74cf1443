import { describe, expect, it } from 'vitest'
import { waitingForStartup } from '@/lib/installers/kubesphere/startup-screen'
import { banner, playbook, RECAP, waitingScreen } from './installer-logs'

const PLAYBOOKS = playbook('1. Initiating Environment') + playbook('3. Installing KubeSphere')
const ACCOUNT = { url: 'http://192.168.0.1:30880', account: 'admin', password: 'P@88w0rd' }

describe('the screen on which 2.1 waits for KubeSphere', () => {
  it.each([1, 6, 7, 130, 1_200])('has lasted for %i seconds, one for each redraw', (seconds) => {
    expect(waitingForStartup(PLAYBOOKS + waitingScreen(seconds))).toBe(seconds)
  })

  it('is shown wherever a redraw was cut', () => {
    const screen = waitingScreen(14)
    for (let end = screen.indexOf('\r', screen.indexOf('Please')); end < screen.length; end += 1)
      expect(
        waitingForStartup(PLAYBOOKS + screen.slice(0, end)),
        JSON.stringify(screen.slice(0, end)),
      ).toBeGreaterThan(0)
  })

  it('is not shown before the first redraw, nor during a playbook', () => {
    expect(waitingForStartup('')).toBeUndefined()
    expect(waitingForStartup(PLAYBOOKS)).toBeUndefined()
    expect(waitingForStartup(`${waitingScreen(20)}${RECAP}`)).toBeUndefined()
  })

  it('is not shown after other output follows', () => {
    expect(waitingForStartup(PLAYBOOKS + waitingScreen(20) + banner(ACCOUNT))).toBeUndefined()
    expect(waitingForStartup(`${PLAYBOOKS}${waitingScreen(20)}\r\nNOTE:\r\n`)).toBeUndefined()
  })
})

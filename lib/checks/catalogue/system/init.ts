/** The first process: the installer starts everything as a service of systemd. */
import { defineCheck, fail, pass, undetermined } from '../../define-check'
import { factsOf, firstLine, type ProbeItem, parseWord } from '../../probe/item'

const INIT_PROCESS: ProbeItem<string> = {
  name: 'init',
  files: '/proc/1/comm',
  read: (text) => parseWord(firstLine(text)),
}

export const init = defineCheck({
  id: 'init',
  reasons: ['systemd', 'other'],
  source: ['own'],
  needs: [],
  scope: 'host',
  sections: [INIT_PROCESS],
  host(sheet) {
    const name = factsOf(sheet, INIT_PROCESS)
    if (name === undefined) return [undetermined]
    return [name === 'systemd' ? pass('systemd') : fail('other', { init: name })]
  },
})

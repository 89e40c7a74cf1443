/** Checks that systemd is the init process, since the installer runs everything as systemd services. */
import { defineCheck, fail, pass, undetermined } from '../../define-check'
import { factsOf, firstLine, type ProbeItem, parseWord } from '../../probe/item'

const INIT_PROCESS: ProbeItem<string> = {
  name: 'init',
  files: '/proc/1/comm',
  parse: (text) => parseWord(firstLine(text)),
}

export const init = defineCheck({
  id: 'init',
  reasons: ['systemd', 'other'],
  sources: ['own'],
  dependsOn: [],
  scope: 'host',
  probeItems: [INIT_PROCESS],
  perHost(probe) {
    const name = factsOf(probe, INIT_PROCESS)
    if (name === undefined) return [undetermined]
    return [name === 'systemd' ? pass('systemd') : fail('other', { init: name })]
  },
})

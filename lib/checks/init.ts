/** The first process: the installer starts everything as a service of systemd. */
import { defineCheck, fail, pass, unread } from './check'
import { factsOf, firstLine, type Section, word } from './section'

const INIT: Section<string> = {
  name: 'init',
  files: '/proc/1/comm',
  read: (text) => word(firstLine(text)),
}

export const init = defineCheck({
  id: 'init',
  reasons: ['systemd', 'other'],
  source: ['own'],
  needs: [],
  scope: 'host',
  sections: [INIT],
  host(sheet) {
    const name = factsOf(sheet, INIT)
    if (name === undefined) return [unread]
    return [name === 'systemd' ? pass('systemd') : fail('other', { init: name })]
  },
})

/** A UTF-8 locale on the taskbox: without one Ansible from 2.14 on does not start, and older ones stumble over names. */
import { defineCheck, fail, pass, unread, warn } from './check'
import { factsOf, type Section } from './section'
import { TOOLS } from './taskbox'
import { compareVersions } from './version'

const LOCALES: Section<readonly string[]> = {
  name: 'locales',
  onlyTaskbox: true,
  command: 'locale -a',
  read: (text) => (text === '' ? undefined : text.split('\n')),
}

/** From here on Ansible refuses to start. */
const REFUSES = '2.14'

export const locale = defineCheck({
  id: 'locale',
  reasons: ['there', 'missing', 'refused'],
  source: ['own'],
  needs: ['taskbox'],
  scope: 'cluster',
  sections: [LOCALES, TOOLS],
  taskbox(sheet) {
    const locales = factsOf(sheet, LOCALES)
    if (!locales) return [unread]
    const name = locales.find((one) => /utf-?8$/i.test(one))
    if (name) return [pass('there', { locale: name })]
    const ansible = factsOf(sheet, TOOLS)?.ansible
    return [
      ansible && compareVersions(ansible, REFUSES) >= 0
        ? fail('refused', { version: ansible })
        : warn('missing'),
    ]
  },
})

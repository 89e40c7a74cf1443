/** A UTF-8 locale on the taskbox: without one Ansible from 2.14 on does not start, and older ones stumble over names. */
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, type ProbeItem } from '../../probe/item'
import { compareVersions } from '../../version'
import { TASKBOX_TOOLS } from './taskbox'

const LOCALES: ProbeItem<readonly string[]> = {
  name: 'locales',
  onlyTaskbox: true,
  command: 'locale -a',
  read: (text) => (text === '' ? undefined : text.split('\n')),
}

/** From here on Ansible refuses to start. */
const UTF8_REQUIRED_SINCE = '2.14'

export const locale = defineCheck({
  id: 'locale',
  reasons: ['there', 'missing', 'refused'],
  source: ['own'],
  needs: ['taskbox'],
  scope: 'cluster',
  sections: [LOCALES, TASKBOX_TOOLS],
  taskbox(sheet) {
    const locales = factsOf(sheet, LOCALES)
    if (!locales) return [undetermined]
    const name = locales.find((one) => /utf-?8$/i.test(one))
    if (name) return [pass('there', { locale: name })]
    const ansible = factsOf(sheet, TASKBOX_TOOLS)?.ansible
    return [
      ansible && compareVersions(ansible, UTF8_REQUIRED_SINCE) >= 0
        ? fail('refused', { version: ansible })
        : warn('missing'),
    ]
  },
})

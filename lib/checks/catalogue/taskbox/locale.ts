/** Checks for a UTF-8 locale on the taskbox. Ansible 2.14 and later require one; older versions mishandle file names. */

import { compareVersions } from '@/lib/installers/versions'
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, type ProbeItem } from '../../probe/item'
import { preparationOf } from './preparation'
import { TASKBOX_TOOLS } from './taskbox'

const LOCALES: ProbeItem<readonly string[]> = {
  name: 'locales',
  onlyTaskbox: true,
  command: 'locale -a',
  parse: (text) => (text === '' ? undefined : text.split('\n')),
}

/** First Ansible version that does not start without a UTF-8 locale. */
const UTF8_REQUIRED_SINCE = '2.14'

export const locale = defineCheck({
  id: 'locale',
  reasons: ['there', 'missing', 'refused'],
  sources: ['own'],
  dependsOn: ['taskbox', 'version'],
  scope: 'cluster',
  probeItems: [LOCALES, TASKBOX_TOOLS],
  onTaskbox(probe, { cluster }) {
    const locales = factsOf(probe, LOCALES)
    if (!locales) return [undetermined]
    const name = locales.find((locale) => /utf-?8$/i.test(locale))
    if (name) return [pass('there', { locale: name })]
    const ansible = preparationOf(cluster)?.ansible.from ?? factsOf(probe, TASKBOX_TOOLS)?.ansible
    return [
      ansible && compareVersions(ansible, UTF8_REQUIRED_SINCE) >= 0
        ? fail('refused', { version: ansible })
        : warn('missing'),
    ]
  },
})

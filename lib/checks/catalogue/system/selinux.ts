/** SELinux: what it forbids to containers shows late and in odd places. */
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { factsOf, firstLine, type ProbeItem } from '../../probe/item'

type SelinuxMode = 'enforcing' | 'permissive' | 'off'

const SELINUX: ProbeItem<SelinuxMode> = {
  name: 'selinux',
  files: '/sys/fs/selinux/enforce',
  read(text) {
    if (text === '') return 'off'
    const value = firstLine(text)
    return value === '1' ? 'enforcing' : value === '0' ? 'permissive' : undefined
  },
}

export const selinux = defineCheck({
  id: 'selinux',
  reasons: ['off', 'permissive', 'enforcing'],
  source: ['own'],
  needs: [],
  scope: 'host',
  sections: [SELINUX],
  host(sheet) {
    const mode = factsOf(sheet, SELINUX)
    if (mode === undefined) return [undetermined]
    return [mode === 'enforcing' ? warn('enforcing') : pass(mode)]
  },
})

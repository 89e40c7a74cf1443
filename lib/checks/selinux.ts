/** SELinux: what it forbids to containers shows late and in odd places. */
import { defineCheck, pass, unread, warn } from './check'
import { factsOf, firstLine, type Section } from './section'

type Mode = 'enforcing' | 'permissive' | 'off'

const SELINUX: Section<Mode> = {
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
    if (mode === undefined) return [unread]
    return [mode === 'enforcing' ? warn('enforcing') : pass(mode)]
  },
})

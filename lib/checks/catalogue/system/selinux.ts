/** Checks the SELinux mode. Its denials break containers late and in unexpected places. */
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { factsOf, firstLine, type ProbeItem } from '../../probe/item'

type SelinuxMode = 'enforcing' | 'permissive' | 'off'

const SELINUX: ProbeItem<SelinuxMode> = {
  name: 'selinux',
  files: '/sys/fs/selinux/enforce',
  parse(text) {
    if (text === '') return 'off'
    const value = firstLine(text)
    return value === '1' ? 'enforcing' : value === '0' ? 'permissive' : undefined
  },
}

export const selinux = defineCheck({
  id: 'selinux',
  reasons: ['off', 'permissive', 'enforcing'],
  sources: ['own'],
  dependsOn: [],
  scope: 'host',
  probeItems: [SELINUX],
  perHost(probe) {
    const mode = factsOf(probe, SELINUX)
    if (mode === undefined) return [undetermined]
    return [mode === 'enforcing' ? warn('enforcing') : pass(mode)]
  },
})

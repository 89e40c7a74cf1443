import { describe, expect, it } from 'vitest'
import { familyOf, SYSTEM } from '@/lib/checks/probe/system'
import { files } from '../fixtures'

describe('the system', () => {
  it.each([
    [
      'CentOS',
      ['ID="centos"', 'VERSION_ID="7"', 'ID_LIKE="rhel fedora"'],
      'CentOS Linux release 7.5.1804 (Core)',
      { id: 'centos', version: '7.5.1804', like: ['rhel', 'fedora'] },
      'redhat',
    ],
    [
      'a RHEL without os-release',
      [],
      'Red Hat Enterprise Linux Server release 7.4 (Maipo)',
      { id: 'rhel', version: '7.4' },
      'redhat',
    ],
    ['Ubuntu', ['ID=ubuntu', 'VERSION_ID="16.04"'], '', { id: 'ubuntu', version: '16.04' }, 'debian'],
    [
      'openEuler',
      ['ID="openEuler"', 'VERSION_ID="22.03"'],
      'openEuler release 22.03 (LTS)',
      { id: 'openeuler', version: '22.03' },
      'redhat',
    ],
    ['an unknown system', ['ID=arch', 'VERSION_ID=1'], '', { id: 'arch' }, 'other'],
  ])('recognizes %s', (_, release, redhat, expected, family) => {
    const text = files({ '/etc/os-release': release, '/etc/redhat-release': redhat ? [redhat] : [] })
    const system = SYSTEM.parse(text)
    expect(system).toMatchObject(expected)
    expect(familyOf(system)).toBe(family)
  })
  it('is undefined without the files', () => {
    expect(SYSTEM.parse('')).toBeUndefined()
    expect(familyOf(undefined)).toBe('other')
  })
})

import { describe, expect, test } from 'vitest'
import { detect, PROBES } from '@/lib/installers/kubesphere/detect'

const whole = new Set<string>(PROBES)

describe('detect', () => {
  test.each([
    '/opt/kubesphere-all-advanced-1.0.0',
    '/opt/kubesphere-all-advanced-1.0.0/',
    'kubesphere-all-offline-advanced-1.0.0',
    '/root/KubeSphere-all-Advanced-1.0.0.bak',
    '/srv/kubesphere-all-advanced-1.0.0-practice',
  ])('knows %s', (folder) => {
    expect(detect(folder, whole)?.id).toBe('advanced-1.0.0')
  })

  test.each([
    '/opt/kubesphere-all-advanced-2.0.2',
    '/opt/kubesphere-all-advanced-1.0.01',
    '/opt/kubesphere-all-advanced-1.0.0.1',
    '/opt/kubesphere-all-advanced-11.0.0',
    '/opt/superadvanced-1.0.0',
    '/opt/kubesphere-all-advanced-1.0.0/scripts',
    '/',
    '',
  ])('does not take %j for a known release', (folder) => {
    expect(detect(folder, whole)).toBeUndefined()
  })

  test('wants the files of a package, not just its name', () => {
    expect(detect('/opt/kubesphere-all-advanced-1.0.0', new Set(['scripts/install.sh']))).toBeUndefined()
  })
})

import { describe, expect, test } from 'vitest'
import { detectRelease, REQUIRED_FILES } from '@/lib/installers/kubesphere/detect-release'

const whole = new Set<string>(REQUIRED_FILES)

describe('detectRelease', () => {
  test.each([
    '/opt/kubesphere-all-advanced-1.0.0',
    '/opt/kubesphere-all-advanced-1.0.0/',
    'kubesphere-all-offline-advanced-1.0.0',
    '/root/KubeSphere-all-Advanced-1.0.0.bak',
    '/srv/kubesphere-all-advanced-1.0.0-practice',
  ])('recognizes %s', (folder) => {
    expect(detectRelease(folder, whole)?.id).toBe('advanced-1.0.0')
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
  ])('does not recognize %j', (folder) => {
    expect(detectRelease(folder, whole)).toBeUndefined()
  })

  test('requires the files of a package', () => {
    expect(
      detectRelease('/opt/kubesphere-all-advanced-1.0.0', new Set(['scripts/install.sh'])),
    ).toBeUndefined()
  })
})

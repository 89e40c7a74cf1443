import { expect, it } from 'vitest'
import { stepToFix } from '@/components/run/failure/step-to-fix'
import { findSignature } from '@/lib/diagnosis/signatures'

it('is the step with the field that fixes the failure, or the checks', () => {
  const of = (id: string, installer = 'kubesphere') =>
    stepToFix({
      diagnosis: [{ id, host: '', task: '', line: 1 }],
      relatedCheck: findSignature(id)?.check,
      reason: undefined,
      installer,
    })
  expect([of('ssh-auth'), of('nfs'), of('an-inv')]).toEqual(['hosts', 'storage', 'hosts'])
  // Fixed by a command on a host, or not detected by a check.
  expect([of('clock'), of('dk-start')]).toEqual(['checks', 'checks'])
  expect(stepToFix({ diagnosis: [], reason: 'storage-not-configured', installer: 'kubesphere' })).toBe(
    'storage',
  )
  // Only some installers have settings for mirrors.
  expect([of('img-net', 'kubespray'), of('k3s-download', 'k3s')]).toEqual(['installer', 'installer'])
  expect(of('img-net', 'kubesphere')).toBe('checks')
})

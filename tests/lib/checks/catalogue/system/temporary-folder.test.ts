import { expect, it } from 'vitest'
import { temporaryFolder } from '@/lib/checks/catalogue/system/temporary-folder'
import { evaluate, files, probeResult } from '../../fixtures'

const ROOT = '/dev/vda1 / ext4 rw,relatime 0 0'

it.each([
  [[ROOT], 'pass usable'],
  [[ROOT, 'tmpfs /tmp tmpfs rw,nosuid,nodev 0 0'], 'pass usable'],
  [[ROOT, 'tmpfs /tmp tmpfs rw,nosuid,nodev,noexec 0 0'], 'warn noexec'],
  [[ROOT, 'tmpfs /tmp tmpfs ro,nosuid 0 0'], 'fail readOnly'],
  [[ROOT, 'a /tmp tmpfs rw,noexec 0 0', 'b /tmp tmpfs rw 0 0'], 'pass usable'],
  [['/dev/vda1 / ext4 ro,relatime 0 0'], 'fail readOnly'],
  [[], 'unknown unread'],
])('%j: %s', (mounts, result) => {
  expect(evaluate(temporaryFolder, probeResult({ mounts: files({ '/proc/mounts': mounts }) }))).toEqual([
    result,
  ])
})

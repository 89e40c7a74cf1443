import { expect, it } from 'vitest'
import { compareVersions } from '@/lib/installers/versions'

it.each([
  ['2.7.6', '2.7', 0],
  ['2.8.0', '2.7', 1],
  ['2.14.18', '2.4', 1],
  ['2', '2.4', -1],
  ['10.0', '9.9', 1],
  ['3.10.0-862.el7', '4.0', -1],
  ['unknown', '2.4', -1],
])('%s against %s: %s', (version, bound, sign) => {
  expect(Math.sign(compareVersions(version, bound))).toBe(sign)
})

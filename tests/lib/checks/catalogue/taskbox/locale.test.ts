import { expect, it } from 'vitest'
import { locale } from '@/lib/checks/catalogue/taskbox/locale'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { cluster, probeResult, summarize } from '../../fixtures'

it.each([
  ['C\nC.utf8\nPOSIX', 'none', ['pass there']],
  ['C\nPOSIX\nzh_CN.UTF-8', 'ansible [core 2.16.1]', ['pass there']],
  ['C\nPOSIX', 'none', ['warn missing']],
  ['C\nPOSIX', 'ansible 2.7.6', ['warn missing']],
  ['C\nPOSIX', 'ansible [core 2.14.18]', ['fail refused']],
  ['', 'none', ['unknown unread']],
  [undefined, 'none', ['unknown unread']],
])('locales %j with Ansible %s: %s', (locales, ansible, expected) => {
  const probe = probeResult({ locales, tools: `python3\nansible ${ansible}` })
  expect(summarize(locale.onTaskbox?.(probe, { cluster: cluster([]), release: advanced100 }) ?? [])).toEqual(
    expected,
  )
})

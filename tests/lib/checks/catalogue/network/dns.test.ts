import { expect, it } from 'vitest'
import { dns } from '@/lib/checks/catalogue/network/dns'
import { evaluate, files, probeResult } from '../../fixtures'

const STUB = 'nameserver 127.0.0.53'

it.each([
  [['nameserver 10.0.0.2', 'nameserver 127.0.0.1'], undefined, ['pass there']],
  [['search .', 'nameserver 10.0.0.2'], undefined, ['pass there']],
  [[], undefined, ['fail none']],
  [[STUB, 'options edns0'], undefined, ['fail stub']],
  [[STUB], ['nameserver 10.0.0.2'], ['pass there']],
  [[STUB], [], ['fail stub']],
  [[STUB], ['search site'], ['fail none']],
  [['nameserver 127.0.0.1'], undefined, ['warn local']],
  [['nameserver 10.0.0.2', 'search site.example other'], undefined, ['warn search']],
  [['nameserver 127.0.0.1', 'search site.example'], undefined, ['warn local', 'warn search']],
])('resolv.conf %j with systemd-resolved %j: %j', (etc, resolved = [], expected) => {
  const text = files({ '/etc/resolv.conf': etc, '/run/systemd/resolve/resolv.conf': resolved })
  expect(evaluate(dns, probeResult({ resolvers: text }))).toEqual(expected)
})

it('is unknown without the file', () => {
  expect(evaluate(dns, probeResult({ resolvers: undefined }))).toEqual(['unknown unread'])
})

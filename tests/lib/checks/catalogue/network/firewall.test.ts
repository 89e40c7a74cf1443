import { expect, it } from 'vitest'
import { firewall } from '@/lib/checks/catalogue/network/firewall'
import { evaluateHost } from '@/lib/checks/evaluate/evaluate'
import { context, evaluate, files, probeResult, userText } from '../../fixtures'

it.each([
  ['nothing', {}, ['pass off']],
  ['firewalld runs', { processes: 'firewalld\ncomplete' }, ['warn on']],
  ['ufw is on', { firewall: files({ '/etc/ufw/ufw.conf': ['ENABLED=yes'] }) }, ['warn on']],
  [
    'rules are loaded at boot',
    {
      firewall: files({
        '/etc/systemd/system/sysinit.target.wants/nftables.service': [
          'ExecStart=/usr/sbin/nft -f x',
          'ExecStart=y',
        ],
      }),
    },
    ['warn on'],
  ],
  ['processes are unknown', { processes: 'firewalld' }, ['unknown unread']],
  ['services are unknown', { firewall: undefined }, ['unknown unread']],
])('%s', (_, more, expected) => {
  expect(evaluate(firewall, probeResult(more))).toEqual(expected)
})

it('reports the name of the firewall', () => {
  const text = files({ '/etc/systemd/system/multi-user.target.wants/iptables.service': ['ExecStart=x'] })
  expect(firewall.perHost?.(probeResult({ firewall: text }), context())).toMatchObject([
    { facts: { name: 'iptables' } },
  ])
})

it('is unknown without root', () => {
  expect(evaluateHost(probeResult({ user: userText(1000) }), context(), [firewall])).toMatchObject([
    { status: 'unknown' },
  ])
})

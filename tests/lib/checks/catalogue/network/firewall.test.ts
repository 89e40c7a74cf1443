import { expect, it } from 'vitest'
import { firewall } from '@/lib/checks/catalogue/network/firewall'
import { evaluateHost } from '@/lib/checks/evaluate/evaluate'
import { context, evaluate, files, probeResult, userText } from '../../fixtures'

it.each([
  ['nothing', {}, ['pass off']],
  ['firewalld runs', { processes: 'firewalld\nlooked' }, ['warn on']],
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
  ['processes are not known', { processes: 'firewalld' }, ['unknown unread']],
  ['services are not known', { firewall: undefined }, ['unknown unread']],
])('%s', (_, more, expected) => {
  expect(evaluate(firewall, probeResult(more))).toEqual(expected)
})

it('names what it is', () => {
  const text = files({ '/etc/systemd/system/multi-user.target.wants/iptables.service': ['ExecStart=x'] })
  expect(firewall.host?.(probeResult({ firewall: text }), context())).toMatchObject([
    { facts: { name: 'iptables' } },
  ])
})

it('is unknown to a user who does not see all processes', () => {
  expect(evaluateHost(probeResult({ user: userText(1000) }), context(), [firewall])).toMatchObject([
    { status: 'unknown' },
  ])
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CONNECTION_TIMEOUTS, connectionCommand } from '@/lib/checks/probe/connection-script'
import { CONNECTIONS } from '@/lib/checks/probe/connections'
import { scaled } from '../../../scale'
import { connectionsText } from '../fixtures'

/** Long enough for a second SYN: on loopback, Linux treats a rejection of the first one as a soft error. */
const TIMEOUTS = scaled({ silence: 0.3, sequential: 2, batch: 3, total: 2, answer: 0.5 }, CONNECTION_TIMEOUTS)

/**
 * A network namespace with loopback and 198.51.100.0/24, whose packets are dropped. A web server listens on
 * 127.0.0.1:8080, a name server on 127.0.0.2; a firewall rejects 127.0.0.1:81.
 */
const NETWORK = `
ip link set lo up
ip link add near type veth peer name far
ip addr add 198.51.100.1/24 dev near
ip link set near up
ip link set far up
for last in 2 3 4; do ip neigh add 198.51.100.$last lladdr 02:00:00:00:00:0$last dev near; done
nft add table inet walls
nft add chain inet walls out '{ type filter hook output priority 0; }'
nft add rule inet walls out tcp dport 81 reject with icmpx type no-route
/usr/bin/python3 -S "$folder/servers.py" & servers=$!
until [ -e "$folder/ready" ]; do sleep 0.05; done
`
const SERVERS = `
import socket
web = socket.socket(); web.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); web.bind(("127.0.0.1", 8080)); web.listen(5)
names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); names.bind(("127.0.0.2", 53))
open(__file__.replace("servers.py", "ready"), "w").close()
while True:
    data, place = names.recvfrom(512)
    names.sendto(data[:2] + bytes([0x81, 0x85]) + data[4:], place)
`

async function connect(variables: Record<string, string>, resolv = '', more = '', shell = 'sh') {
  const folder = mkdtempSync(join(tmpdir(), 'taskbox-connections-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'servers.py'), SERVERS)
  writeFileSync(join(folder, 'resolv.conf'), resolv)
  writeFileSync(join(folder, 'script'), connectionCommand(TIMEOUTS))
  const all = Object.entries(variables).map(([name, value]) => `${name}='${value}'`)
  const bindResolvConf = `mount --bind "$folder/resolv.conf" /etc/resolv.conf`
  const text = `${NETWORK}\n${bindResolvConf}\n${more}\n${all.join('\n')}\nbegan=$(date +%s%N)
(LC_ALL=C; export LC_ALL; . "$folder/script") 2>/dev/null </dev/null
echo "took $(( ($(date +%s%N) - began) / 1000000 ))"; kill $servers
for look in $(seq 20); do
  left=$(ps -e -o args= | grep -v began= | grep -c '[b]ash -c')
  [ "$left" != 0 ] || break
  sleep 0.05
done
echo "$left"`
  const { stdout } = await execa(
    'unshare',
    ['--net', '--mount', '--pid', '--fork', '--mount-proc', shell, '-c', text],
    { env: { folder }, stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const [output = '', rest = ''] = stdout.split('took ')
  const [elapsed = '', remaining = ''] = rest.trim().split('\n')
  return {
    output,
    connections: CONNECTIONS.parse(output.trim()),
    ms: Number(elapsed),
    remaining: Number(remaining),
  }
}

describe.concurrent('connection tests', { timeout: 120_000 }, () => {
  it.each(['sh', 'bash'])(
    'distinguish open, refused, rejected and silent targets under %s',
    async (shell) => {
      const targets = ['tcp/127.0.0.1/8080', 'tcp/127.0.0.1/9', 'tcp/127.0.0.1/81', 'tcp/198.51.100.2/22']
      const { connections, ms, remaining } = await connect({ tcp_targets: targets.join(' ') }, '', '', shell)
      expect(targets.map((target) => connections?.outcome(target))).toEqual([
        'open',
        'refused',
        'noRoute',
        'silent',
      ])
      expect(ms).toBeLessThan((TIMEOUTS.sequential + TIMEOUTS.batch + 2) * 1000)
      expect(remaining, 'processes left behind').toBe(0)
    },
  )
  it('reach IPv6 addresses', async () => {
    const { connections } = await connect({ tcp_targets: 'tcp/::1/9 tcp/fd00::9/22' })
    expect(connections?.outcome('tcp/::1/9')).toBe('refused')
    expect(connections?.outcome('tcp/fd00::9/22')).toBe('noRoute')
  })
  it('report that IPv6 addresses are not reachable without IPv6', async () => {
    const disable = 'for file in /proc/sys/net/ipv6/conf/*/disable_ipv6; do echo 1 >"$file"; done'
    const { connections } = await connect({ tcp_targets: 'tcp/::1/9 tcp/fd00::9/22' }, '', disable)
    expect(connections?.outcome('tcp/::1/9')).toBe('noRoute')
    expect(connections?.outcome('tcp/fd00::9/22')).toBe('noRoute')
  })
  it('finish immediately if no target is silent', async () => {
    const targets = Array.from({ length: 150 }, (_, n) => `tcp/127.0.0.1/${1000 + n}`)
    const { connections, ms } = await connect({
      tcp_targets: targets.join(' '),
      storage_targets: 'tcp/127.0.0.1/8080',
    })
    expect(new Set(targets.map((target) => connections?.outcome(target)))).toEqual(new Set(['refused']))
    expect(connections?.outcome('tcp/127.0.0.1/8080')).toBe('open')
    expect(ms).toBeLessThan(3000)
  })
  it('finish in time if all targets are silent, and report untried ones', async () => {
    const targets = Array.from({ length: 300 }, (_, n) => `tcp/198.51.100.${2 + (n % 3)}/${1000 + n}`)
    const { connections, ms, remaining } = await connect({ tcp_targets: targets.join(' ') })
    const outcomes = targets.map((target) => connections?.outcome(target))
    expect(new Set(outcomes)).toEqual(new Set(['silent', 'untried']))
    expect(outcomes[0]).toBe('silent')
    expect(outcomes.at(-1)).toBe('untried')
    expect(ms).toBeLessThan((TIMEOUTS.sequential + TIMEOUTS.total + TIMEOUTS.batch + 3) * 1000)
    expect(remaining, 'processes left behind').toBe(0)
  })
  it('send datagrams, which closed ports and firewalls reject', async () => {
    const walls = `
nft add chain inet walls in '{ type filter hook input priority 0; }'
nft add rule inet walls in udp dport 4790 reject with icmpx type admin-prohibited
nft add rule inet walls out udp dport 4791 drop`
    const targets = [
      ...['udp/127.0.0.1/4789', 'udp/127.0.0.1/4790', 'udp/127.0.0.1/4791'],
      'udp/198.51.100.2/4789',
    ]
    const { connections } = await connect({ udp_targets: targets.join(' ') }, '', walls)
    expect(targets.map((target) => connections?.outcome(target))).toEqual([
      'refused',
      'noRoute',
      'noRoute',
      'silent',
    ])
  })
  it('query name servers and report silent ones', async () => {
    const resolv = 'nameserver 127.0.0.2\nnameserver 198.51.100.3\nnameserver $(reboot)\noptions edns0\n'
    const { connections } = await connect({ dns_wanted: 'yes' }, resolv)
    expect(connections?.nameServers).toEqual(['127.0.0.2', '198.51.100.3'])
    expect(connections?.outcome('udp/127.0.0.2/53')).toBe('open')
    expect(connections?.outcome('udp/198.51.100.3/53')).toBe('silent')
  })
  it('include each enabled package repository once', async () => {
    const sources = `mount -t tmpfs none /etc/apt; mkdir -p /etc/apt/sources.list.d
mkdir -p "$folder/yum"
echo 'deb [signed-by=/x] http://127.0.0.1:8080/debian stable main
# deb http://commented.invalid/ x
deb http://127.0.0.1:8080/other stable main' >/etc/apt/sources.list
printf 'Types: deb\\nURIs: http://127.0.0.1:9/ubuntu\\n' >/etc/apt/sources.list.d/x.sources`
    const { connections } = await connect({ egress_targets: 'tcp/127.0.0.1/81' }, '', sources)
    expect(connections?.repositories).toEqual(['tcp/127.0.0.1/8080', 'tcp/127.0.0.1/9'])
    expect(connections?.outcome('tcp/127.0.0.1/8080')).toBe('open')
    expect(connections?.outcome('tcp/127.0.0.1/81')).toBe('noRoute')
  })
  it('use the proxy without printing its password', async () => {
    const proxy = 'https_proxy=http://user:MARKED@127.0.0.1:8080/; export https_proxy'
    const { connections, output } = await connect({ egress_targets: 'tcp/127.0.0.1/81' }, '', proxy)
    expect(connections?.proxy).toBe('tcp/127.0.0.1/8080')
    expect(connections?.outcome('tcp/127.0.0.1/8080')).toBe('open')
    expect(output).not.toContain('MARKED')
    expect(output).not.toContain('/81')
  })
  it('prefer the proxy of the settings', async () => {
    const proxy = 'https_proxy=http://127.0.0.1:81/; export https_proxy'
    const variables = { egress_targets: 'tcp/127.0.0.1/81', egress_proxy: 'http://127.0.0.1:8080' }
    const { connections } = await connect(variables, '', proxy)
    expect(connections?.proxy).toBe('tcp/127.0.0.1/8080')
  })
  it('are undefined without bash or if the text is truncated', async () => {
    const { connections } = await connect({ tcp_targets: 'tcp/127.0.0.1/9' }, '', 'bash() { return 127; }')
    expect(connections).toBeUndefined()
    const whole = connectionsText({ 'tcp/10.0.0.1/22': 'open' })
    expect(CONNECTIONS.parse(whole)?.outcome('tcp/10.0.0.1/22')).toBe('open')
    expect(CONNECTIONS.parse(whole.slice(0, -3))).toBeUndefined()
  })
})

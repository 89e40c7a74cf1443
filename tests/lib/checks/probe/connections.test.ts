import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CONNECTION_TIMEOUTS, connectionCommand } from '@/lib/checks/probe/connection-script'
import { CONNECTIONS } from '@/lib/checks/probe/connections'
import { scaled } from '../../../scale'
import { connectionsText } from '../fixtures'

/** Long enough for a second SYN: on the loopback, Linux takes a rejection of the first one for a soft error. */
const TIMEOUTS = scaled({ silence: 0.3, sequential: 2, batch: 3, total: 2, answer: 0.5 }, CONNECTION_TIMEOUTS)

/**
 * A network of its own: loopback, and 198.51.100.0/24 behind a cable whose other end takes packets and says nothing.
 * A web server listens at 127.0.0.1:8080, a name server at 127.0.0.2; 127.0.0.1:81 is rejected by a firewall.
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
  const own = `mount --bind "$folder/resolv.conf" /etc/resolv.conf`
  const text = `${NETWORK}\n${own}\n${more}\n${all.join('\n')}\nbegan=$(date +%s%N)
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
  const [said = '', rest = ''] = stdout.split('took ')
  const [took = '', left = ''] = rest.trim().split('\n')
  return { said, connections: CONNECTIONS.read(said.trim()), ms: Number(took), left: Number(left) }
}

describe.concurrent('connections', { timeout: 120_000 }, () => {
  it.each(['sh', 'bash'])('are told apart under %s: open, refused, rejected, silent', async (shell) => {
    const targets = ['tcp/127.0.0.1/8080', 'tcp/127.0.0.1/9', 'tcp/127.0.0.1/81', 'tcp/198.51.100.2/22']
    const { connections, ms, left } = await connect({ tcp_targets: targets.join(' ') }, '', '', shell)
    expect(targets.map((target) => connections?.outcome(target))).toEqual([
      'open',
      'refused',
      'noRoute',
      'silent',
    ])
    expect(ms).toBeLessThan((TIMEOUTS.sequential + TIMEOUTS.batch + 2) * 1000)
    expect(left, 'processes left behind').toBe(0)
  })
  it('are over at once where nothing is silent', async () => {
    const targets = Array.from({ length: 150 }, (_, n) => `tcp/127.0.0.1/${1000 + n}`)
    const { connections, ms } = await connect({
      tcp_targets: targets.join(' '),
      storage_targets: 'tcp/127.0.0.1/8080',
    })
    expect(new Set(targets.map((target) => connections?.outcome(target)))).toEqual(new Set(['refused']))
    expect(connections?.outcome('tcp/127.0.0.1/8080')).toBe('open')
    expect(ms).toBeLessThan(3000)
  })
  it('end in time where all are silent, and say which they never tried', async () => {
    const targets = Array.from({ length: 300 }, (_, n) => `tcp/198.51.100.${2 + (n % 3)}/${1000 + n}`)
    const { connections, ms, left } = await connect({ tcp_targets: targets.join(' ') })
    const outcomes = targets.map((target) => connections?.outcome(target))
    expect(new Set(outcomes)).toEqual(new Set(['silent', 'untried']))
    expect(outcomes[0]).toBe('silent')
    expect(outcomes.at(-1)).toBe('untried')
    expect(ms).toBeLessThan((TIMEOUTS.sequential + TIMEOUTS.total + TIMEOUTS.batch + 3) * 1000)
    expect(left, 'processes left behind').toBe(0)
  })
  it('ask name servers, and hear which of them does not answer', async () => {
    const resolv = 'nameserver 127.0.0.2\nnameserver 198.51.100.3\nnameserver $(reboot)\noptions edns0\n'
    const { connections } = await connect({ dns_wanted: 'yes' }, resolv)
    expect(connections?.nameServers).toEqual(['127.0.0.2', '198.51.100.3'])
    expect(connections?.outcome('udp/127.0.0.2/53')).toBe('open')
    expect(connections?.outcome('udp/198.51.100.3/53')).toBe('silent')
  })
  it('lead out by the package sources in use, each once', async () => {
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
  it('lead out by the proxy where there is one, and its password is not told', async () => {
    const proxy = 'https_proxy=http://user:MARKED@127.0.0.1:8080/; export https_proxy'
    const { connections, said } = await connect({ egress_targets: 'tcp/127.0.0.1/81' }, '', proxy)
    expect(connections?.proxy).toBe('tcp/127.0.0.1/8080')
    expect(connections?.outcome('tcp/127.0.0.1/8080')).toBe('open')
    expect(said).not.toContain('MARKED')
    expect(said).not.toContain('/81')
  })
  it('are not known without bash, nor where the text is cut off', async () => {
    const { connections } = await connect({ tcp_targets: 'tcp/127.0.0.1/9' }, '', 'bash() { return 127; }')
    expect(connections).toBeUndefined()
    const whole = connectionsText({ 'tcp/10.0.0.1/22': 'open' })
    expect(CONNECTIONS.read(whole)?.outcome('tcp/10.0.0.1/22')).toBe('open')
    expect(CONNECTIONS.read(whole.slice(0, -3))).toBeUndefined()
  })
})

/**
 * Compares the MTU of the hosts and tests full-size packets between them. If the MTUs differ, or a tunnel on the path
 * has a smaller one, small packets pass and large ones are dropped: downloads and TLS hang while ping works.
 */
import type { Host } from '@/lib/cluster/cluster'
import type { ClusterContext, ProbedHost } from '../../check-context'
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { ADDRESSES } from '../../probe/interfaces'
import { factsOf, fileLines, type ProbeItem, type ProbeResult, parseCount } from '../../probe/item'

const INTERFACE_MTUS: ProbeItem<ReadonlyMap<string, number>> = {
  name: 'mtu',
  files: '/sys/class/net/*/mtu',
  parse: (text) => {
    const sizes = [...fileLines(text)].flatMap(([path, [line]]) => {
      const [name, size] = [path.split('/').at(-2), parseCount(line)]
      return name && size ? [[name, size] as const] : []
    })
    return sizes.length > 0 ? new Map(sizes) : undefined
  },
}

/** Headers of ICMP with IPv4 and with IPv6. */
const HEADER_BYTES = { 4: 28, 6: 48 }
const SMALL_PAYLOAD = 56

/** `full SIZE`: full-size packets return. `small SIZE`: only small ones. `none`: no response, or no ping program. */
const PING: ProbeItem<{ size: number; passes: boolean } | 'none'> = {
  name: 'ping',
  // If the packet exceeds the MTU of the interface, ping prints that MTU; retry with it.
  script: `
# shellcheck disable=SC2154
ping_peer() { ping -n -c 1 -w 3 -W 2 -M "do" -s "$1" "$mtu_peer" 2>&1; }
largest=1500
case $mtu_peer in *:*) headers=${HEADER_BYTES[6]} ;; *) headers=${HEADER_BYTES[4]} ;; esac
for file in /sys/class/net/e*/mtu; do
  size=
  read -r size <"$file"
  [ "\${size:-0}" -le "$largest" ] || largest=$size
done
outcome=none
if [ -n "$mtu_peer" ] && command -v ping >/dev/null; then
  answer=$(ping_peer $((largest - headers)))
  case $answer in
  *'too long, mtu'*)
    # \`mtu=1450\` or \`mtu: 1450\`
    largest=\${answer#*mtu}
    largest=\${largest#?}
    largest=\${largest# }
    largest=\${largest%%[!0-9]*}
    answer=$(ping_peer $((largest - headers)))
    ;;
  esac
  case $answer in
  *' bytes from '*) outcome="full $largest" ;;
  *) case $(ping_peer ${SMALL_PAYLOAD}) in *' bytes from '*) outcome="small $largest" ;; esac ;;
  esac
fi
emit "$outcome"
`,
  parse: (text) => {
    const [, outcome, size] = /^(full|small) (\d{2,6})$/m.exec(text) ?? []
    if (outcome) return { size: Number(size), passes: outcome === 'full' }
    return text.trim() === 'none' ? 'none' : undefined
  },
}

export const mtu = defineCheck({
  id: 'mtu',
  reasons: ['same', 'differs', 'vanish'],
  sources: ['own'],
  dependsOn: ['ip', 'hosts'],
  scope: 'host',
  probeItems: [INTERFACE_MTUS, PING, ADDRESSES],
  variables: ({ host, cluster }) => ({ mtu_peer: host ? (nextHost(host, cluster.hosts)?.ip ?? '') : '' }),
  acrossHosts: compareMtus,
})

/** The next host of the ring. */
export function nextHost(host: Host, hosts: readonly Host[]): Host | undefined {
  const next = hosts[(hosts.findIndex(({ id }) => id === host.id) + 1) % hosts.length]
  return next?.id === host.id ? undefined : next
}

function compareMtus(hosts: readonly ProbedHost[], { cluster }: ClusterContext) {
  const sizes = hosts.flatMap(({ host, probe }) => mtuOf(host, probe) ?? [])
  const mostCommon = mostFrequent(sizes)
  const wasProbed = (peer: Host) => hosts.some(({ host }) => host.id === peer.id)
  return new Map(hosts.map(({ host, probe }) => [host.id, evaluateMtu(host, probe)]))

  function evaluateMtu(host: Host, probe: ProbeResult) {
    const size = mtuOf(host, probe)
    const ping = factsOf(probe, PING)
    const peer = nextHost(host, cluster.hosts)
    const results = []
    if (size !== undefined && mostCommon !== undefined && size !== mostCommon)
      results.push(warn('differs', { size, usual: mostCommon }))
    if (peer && wasProbed(peer) && ping && ping !== 'none' && !ping.passes)
      results.push(warn('vanish', { size: ping.size, peer: peer.name, address: peer.ip }))
    if (results.length > 0) return results
    return [size === undefined ? undetermined : pass('same', { size })]
  }
}

/** MTU of the interface with the host's cluster address. */
function mtuOf({ ip }: Host, probe: ProbeResult): number | undefined {
  const name = factsOf(probe, ADDRESSES)?.find(({ address }) => address === ip)?.interface
  return name === undefined ? undefined : factsOf(probe, INTERFACE_MTUS)?.get(name)
}

function mostFrequent(sizes: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0]
}

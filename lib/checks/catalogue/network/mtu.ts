/**
 * The largest packet that passes between hosts. Where they differ, or a tunnel on the way takes less than the hosts
 * believe, small packets pass and large ones vanish: downloads and TLS hang while ping works.
 */
import type { Host } from '@/lib/cluster/cluster'
import type { ClusterContext, ProbedHost } from '../../check-context'
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { ADDRESSES } from '../../probe/interfaces'
import { factsOf, fileLines, type ProbeItem, type ProbeResult, parseCount } from '../../probe/item'

const INTERFACE_MTUS: ProbeItem<ReadonlyMap<string, number>> = {
  name: 'mtu',
  files: '/sys/class/net/*/mtu',
  read: (text) => {
    const sizes = [...fileLines(text)].flatMap(([path, [line]]) => {
      const [name, size] = [path.split('/').at(-2), parseCount(line)]
      return name && size ? [[name, size] as const] : []
    })
    return sizes.length > 0 ? new Map(sizes) : undefined
  },
}

/** Headers of IPv4 and ICMP. */
const HEADER_BYTES = 28
const SMALL_PAYLOAD = 56

/** `full SIZE` or `small SIZE`: what came back. `none`: not even a small one, or there is no ping. */
const PING: ProbeItem<{ size: number; passes: boolean } | 'none'> = {
  name: 'ping',
  // A packet that is too large for the host's own interface is refused there, and the interface's own size is told.
  script: `
# shellcheck disable=SC2154
ask() { ping -n -c 1 -w 3 -W 2 -M "do" -s "$1" "$mtu_peer" 2>&1; }
largest=1500
for file in /sys/class/net/e*/mtu; do
  size=
  read -r size <"$file"
  [ "\${size:-0}" -le "$largest" ] || largest=$size
done
said=none
if [ -n "$mtu_peer" ] && command -v ping >/dev/null; then
  answer=$(ask $((largest - ${HEADER_BYTES})))
  case $answer in
  *'too long, mtu'*)
    # \`mtu=1450\` or \`mtu: 1450\`
    largest=\${answer#*mtu}
    largest=\${largest#?}
    largest=\${largest# }
    largest=\${largest%%[!0-9]*}
    answer=$(ask $((largest - ${HEADER_BYTES})))
    ;;
  esac
  case $answer in
  *' bytes from '*) said="full $largest" ;;
  *) case $(ask ${SMALL_PAYLOAD}) in *' bytes from '*) said="small $largest" ;; esac ;;
  esac
fi
tell "$said"
`,
  read: (text) => {
    const [, word, size] = /^(full|small) (\d{2,6})$/m.exec(text) ?? []
    if (word) return { size: Number(size), passes: word === 'full' }
    return text.trim() === 'none' ? 'none' : undefined
  },
}

export const mtu = defineCheck({
  id: 'mtu',
  reasons: ['same', 'differs', 'vanish'],
  source: ['own'],
  needs: ['ip', 'hosts'],
  scope: 'host',
  sections: [INTERFACE_MTUS, PING, ADDRESSES],
  variables: ({ host, cluster }) => ({ mtu_peer: host ? (nextHost(host, cluster.hosts)?.ip ?? '') : '' }),
  together: compareMtus,
})

/** Its neighbour in the ring. */
function nextHost(host: Host, hosts: readonly Host[]): Host | undefined {
  const next = hosts[(hosts.findIndex(({ id }) => id === host.id) + 1) % hosts.length]
  return next?.id === host.id ? undefined : next
}

function compareMtus(hosts: readonly ProbedHost[], { cluster }: ClusterContext) {
  const sizes = hosts.flatMap(({ host, sheet }) => mtuOf(host, sheet) ?? [])
  const usual = mostFrequent(sizes)
  const wasProbed = (peer: Host) => hosts.some(({ host }) => host.id === peer.id)
  return new Map(hosts.map(({ host, sheet }) => [host.id, evaluateMtu(host, sheet)]))

  function evaluateMtu(host: Host, sheet: ProbeResult) {
    const size = mtuOf(host, sheet)
    const ping = factsOf(sheet, PING)
    const peer = nextHost(host, cluster.hosts)
    const verdicts = []
    if (size !== undefined && usual !== undefined && size !== usual)
      verdicts.push(warn('differs', { size, usual }))
    if (peer && wasProbed(peer) && ping && ping !== 'none' && !ping.passes)
      verdicts.push(warn('vanish', { size: ping.size, peer: peer.name, address: peer.ip }))
    if (verdicts.length > 0) return verdicts
    return [size === undefined ? undetermined : pass('same', { size })]
  }
}

/** Of the interface that has the host's address in the cluster. */
function mtuOf({ ip }: Host, sheet: ProbeResult): number | undefined {
  const name = factsOf(sheet, ADDRESSES)?.find(({ address }) => address === ip)?.interface
  return name === undefined ? undefined : factsOf(sheet, INTERFACE_MTUS)?.get(name)
}

function mostFrequent(sizes: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0]
}

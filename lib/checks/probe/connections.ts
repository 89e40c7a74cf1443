/**
 * Connection tests of a host, for all checks in one item. A target is `tcp/ADDRESS/PORT`, `udp/ADDRESS/53` (a name
 * server, which receives a query) or `udp/ADDRESS/PORT` (an empty line is sent; the kernel of a host that receives it
 * reports that the port is closed) or `icmp/ADDRESS` (ping). Both an open port and a refusal prove that packets arrive. A timeout or "no route"
 * means that something drops them, usually a firewall. A firewall that rejects with a TCP reset looks like a closed
 * port.
 */
import { connectionCommand } from './connection-script'
import type { ProbeItem } from './item'

/**
 * Outcome of a connection test. `silent`: timed out; `untried`: never tested, so not a timeout; `noProgram`: the host
 * has no ping.
 */
export type Outcome = 'open' | 'refused' | 'silent' | 'noRoute' | 'noName' | 'noProgram' | 'untried'

/** Parsed connection tests of one host. */
export interface Connections {
  outcome: (target: string) => Outcome
  /** Name servers of the host, in the order of resolv.conf. */
  nameServers: readonly string[]
  /** Package repositories of the host, as targets. */
  repositories: readonly string[]
  /** Target of the proxy in the login environment. */
  proxy?: string
}

export const tcpTarget = (address: string, port: number | string): string => `tcp/${address}/${port}`

export const udpTarget = (address: string, port: number): string => `udp/${address}/${port}`

export const icmpTarget = (address: string): string => `icmp/${address}`

export const nameServerTarget = (server: string): string => `udp/${server}/53`

/** Joins targets into the value of a shell variable. */
export const targetList = (targets: readonly string[]): string => [...new Set(targets)].join(' ')

export const CONNECTIONS: ProbeItem<Connections> = {
  name: 'connections',
  command: connectionCommand(),
  parse: parseConnections,
}

function parseConnections(text: string): Connections | undefined {
  const lines = text.split('\n')
  if (!lines.includes('complete')) return undefined
  const outcomes = new Map<string, Outcome>()
  for (const line of lines) {
    const [, outcome, target] = /^(open|untried) (\S+)$/.exec(line) ?? []
    if (target) outcomes.set(target, outcome === 'open' ? 'open' : 'untried')
    const [, failed, message = ''] = /\/dev\/((?:tcp|udp|icmp)\/\S+): (.+)$/.exec(line) ?? []
    if (failed) outcomes.set(failed, parseOutcome(message))
  }
  const valuesOf = (key: string) =>
    lines.flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []))
  const [proxy] = valuesOf('proxy')
  return {
    outcome: (target) => outcomes.get(target) ?? 'silent',
    nameServers: valuesOf('nameserver'),
    repositories: valuesOf('repository'),
    ...(proxy && { proxy }),
  }
}

/** bash prints the C library's message in the C locale. For an unknown host name it prints "Invalid argument". */
function parseOutcome(message: string): Outcome {
  switch (message) {
    case 'Connection refused':
      return 'refused'
    case 'No route to host':
    case 'Network is unreachable':
    case 'Permission denied':
    // The host's own firewall.
    case 'Operation not permitted':
    // The host has no IPv6.
    case 'Cannot assign requested address':
    case 'Address family not supported by protocol':
      return 'noRoute'
    case 'Connection timed out':
      return 'silent'
    case 'Invalid argument':
      return 'noName'
    case 'No ping':
      return 'noProgram'
    default:
      return 'untried'
  }
}

/** Whether packets arrive: the port is open, or closed as expected before the install. */
export const isReachable = (outcome: Outcome): boolean => outcome === 'open' || outcome === 'refused'
/** Whether something drops the packets. */
export const isBlocked = (outcome: Outcome): boolean => outcome === 'silent' || outcome === 'noRoute'

/**
 * Connections that a host tries, all checks' in one go. A target is `tcp/ADDRESS/PORT` or `udp/ADDRESS/53` (a name
 * server, which is asked something). An open port and a refusal both prove the way there; silence and "no route" mean
 * that something on it drops what is sent, mostly a firewall. (One that answers with a refusal of its own cannot be
 * told from a port that nobody listens on.)
 */
import { connectionCommand } from './connection-script'
import type { ProbeItem } from './item'

/** How it went. `silent` is told only of targets that were given their time. */
export type Outcome = 'open' | 'refused' | 'silent' | 'noRoute' | 'noName' | 'untried'

export interface Connections {
  outcome: (target: string) => Outcome
  /** Name servers that the host asks, in its order. */
  nameServers: readonly string[]
  /** Where the host takes packages from, as targets. */
  repositories: readonly string[]
  /** Target of the proxy that the login's environment names. */
  proxy?: string
}

export const tcpTarget = (address: string, port: number | string): string => `tcp/${address}/${port}`

export const nameServerTarget = (server: string): string => `udp/${server}/53`

/** As the value of a variable. */
export const targetList = (targets: readonly string[]): string => [...new Set(targets)].join(' ')

export const CONNECTIONS: ProbeItem<Connections> = {
  name: 'connections',
  command: connectionCommand(),
  read: parseConnections,
}

function parseConnections(text: string): Connections | undefined {
  const lines = text.split('\n')
  if (!lines.includes('all')) return undefined
  const outcomes = new Map<string, Outcome>()
  for (const line of lines) {
    const [, word, target] = /^(open|untried) (\S+)$/.exec(line) ?? []
    if (target) outcomes.set(target, word === 'open' ? 'open' : 'untried')
    const [, failed, words = ''] = /\/dev\/((?:tcp|udp)\/\S+): (.+)$/.exec(line) ?? []
    if (failed) outcomes.set(failed, parseOutcome(words))
  }
  const valuesOf = (word: string) =>
    lines.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []))
  const [proxy] = valuesOf('proxy')
  return {
    outcome: (target) => outcomes.get(target) ?? 'silent',
    nameServers: valuesOf('asked'),
    repositories: valuesOf('repository'),
    ...(proxy && { proxy }),
  }
}

/** bash passes the C library's words on, in the C locale; of a name that is not known it only says "Invalid argument". */
function parseOutcome(words: string): Outcome {
  switch (words) {
    case 'Connection refused':
      return 'refused'
    case 'No route to host':
    case 'Network is unreachable':
    case 'Permission denied':
      return 'noRoute'
    case 'Connection timed out':
      return 'silent'
    case 'Invalid argument':
      return 'noName'
    default:
      return 'untried'
  }
}

/** Whether packets come through: an open port, or a refusal, which is right before the install. */
export const isReachable = (outcome: Outcome): boolean => outcome === 'open' || outcome === 'refused'
/** Whether something is in the way, as far as one can tell. */
export const isBlocked = (outcome: Outcome): boolean => outcome === 'silent' || outcome === 'noRoute'

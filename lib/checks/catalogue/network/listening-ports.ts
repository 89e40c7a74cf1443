/** Finds listening ports that the cluster needs. */
import type { PortRange, Requirements } from '@/lib/installers/installer'
import type { HostContext } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

interface ListeningSocket {
  port: number
  /** Listens on all addresses. */
  allAddresses: boolean
}

export const LISTENING_SOCKETS: ProbeItem<readonly ListeningSocket[]> = {
  name: 'listening',
  files: '/proc/net/tcp /proc/net/tcp6',
  // State 0A is LISTEN. The heading proves that the file was readable.
  match: '(^ *sl )|( 0A )',
  parse(text) {
    const lines = [...fileLines(text).values()].flat()
    return lines.some((line) => /^\s*sl\s/.test(line)) ? lines.flatMap(parseSocket) : undefined
  },
}

/** Parses `0: 0100007F:1F90 00000000:0000 0A …`: address and port in hexadecimal. */
function parseSocket(line: string): ListeningSocket[] {
  const [, address, port] = /^\s*\d+:\s([0-9A-F]+):([0-9A-F]{4})\s[0-9A-F:]+\s0A\s/.exec(line) ?? []
  return address && port ? [{ port: Number.parseInt(port, 16), allAddresses: /^0+$/.test(address) }] : []
}

export const listeningPorts = defineCheck({
  id: 'ports',
  reasons: ['free', 'taken', 'nodePort', 'range', 'own'],
  sources: ['guide 2', 'own'],
  dependsOn: ['version', 'roles', 'plugin'],
  scope: 'host',
  probeItems: [LISTENING_SOCKETS],
  perHost(probe, context) {
    const sockets = factsOf(probe, LISTENING_SOCKETS)
    if (!sockets) return [undetermined]
    const { requirements, console } = context.release
    const { from, to, reserved } = requirements.nodePorts
    const inRange = sockets.filter(({ port }) => port >= from && port <= to)
    const required = new Set([...reserved, ...(console ? [console.nodePort] : [])])
    const [needed, others] = [
      sockets.filter((socket) => isRequired(socket, requirements, context)),
      inRange.filter(({ port }) => !required.has(port)),
    ]
    const nodePorts = inRange.filter(({ port }) => required.has(port))
    const results = context.previouslyInstalled
      ? resultFor(warn, 'own', [...needed, ...inRange])
      : [
          ...resultFor(fail, 'taken', needed),
          ...resultFor(fail, 'nodePort', nodePorts),
          ...resultFor(warn, 'range', others),
        ]
    return results.length > 0 ? results : [pass('free')]
  },
})

const isRequired = (
  { port, allAddresses }: ListeningSocket,
  { ports: ranges }: Requirements,
  context: HostContext,
) =>
  ranges.some(
    (range) =>
      port >= range.from &&
      port <= range.to &&
      (allAddresses || !range.wildcardOnly) &&
      applies(range, context),
  )

const applies = ({ role, plugin }: PortRange, { host, cluster }: HostContext): boolean =>
  (!role || host.roles.includes(role)) && (!plugin || plugin === cluster.network.plugin)

/** Returns one result that lists all sockets, or none. */
function resultFor<Reason extends string>(
  createResult: (reason: Reason, facts: CheckResult['facts']) => CheckResult<Reason>,
  reason: Reason,
  sockets: readonly ListeningSocket[],
): CheckResult<Reason>[] {
  const numbers = [...new Set(sockets.map(({ port }) => port))].sort((a, b) => a - b)
  const [port] = numbers
  return port === undefined ? [] : [createResult(reason, { ports: numbers.join(', '), port })]
}

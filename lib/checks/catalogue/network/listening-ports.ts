/** Ports that the cluster will listen on, and something else does already. */
import type { PortRange, Requirements } from '@/lib/installers/installer'
import type { HostContext } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

interface ListeningSocket {
  port: number
  /** On all addresses, not only on some. */
  everywhere: boolean
}

export const LISTENING_SOCKETS: ProbeItem<readonly ListeningSocket[]> = {
  name: 'listening',
  files: '/proc/net/tcp /proc/net/tcp6',
  // Listening sockets are in state 0A; the heading shows that the file could be read.
  match: '(^ *sl )|( 0A )',
  read(text) {
    const lines = [...fileLines(text).values()].flat()
    return lines.some((line) => /^\s*sl\s/.test(line)) ? lines.flatMap(parseSocket) : undefined
  },
}

/** `0: 0100007F:1F90 00000000:0000 0A …`: address and port in hexadecimal. */
function parseSocket(line: string): ListeningSocket[] {
  const [, address, port] = /^\s*\d+:\s([0-9A-F]+):([0-9A-F]{4})\s[0-9A-F:]+\s0A\s/.exec(line) ?? []
  return address && port ? [{ port: Number.parseInt(port, 16), everywhere: /^0+$/.test(address) }] : []
}

export const ports = defineCheck({
  id: 'ports',
  reasons: ['free', 'taken', 'nodePort', 'range', 'own'],
  source: ['guide 2', 'own'],
  needs: ['release', 'roles', 'plugin'],
  scope: 'host',
  sections: [LISTENING_SOCKETS],
  host(sheet, context) {
    const all = factsOf(sheet, LISTENING_SOCKETS)
    if (!all) return [undetermined]
    const { requirements, console } = context.release
    const { from, to, taken } = requirements.nodePorts
    const inRange = all.filter(({ port }) => port >= from && port <= to)
    const wanted = new Set([...taken, console.nodePort])
    const [needed, others] = [
      all.filter((one) => isRequired(one, requirements, context)),
      inRange.filter(({ port }) => !wanted.has(port)),
    ]
    const nodePorts = inRange.filter(({ port }) => wanted.has(port))
    const verdicts = context.ownTraces
      ? resultFor(warn, 'own', [...needed, ...inRange])
      : [
          ...resultFor(fail, 'taken', needed),
          ...resultFor(fail, 'nodePort', nodePorts),
          ...resultFor(warn, 'range', others),
        ]
    return verdicts.length > 0 ? verdicts : [pass('free')]
  },
})

const isRequired = (
  { port, everywhere }: ListeningSocket,
  { ports: ranges }: Requirements,
  context: HostContext,
) =>
  ranges.some(
    (range) =>
      port >= range.from && port <= range.to && (everywhere || !range.everywhere) && applies(range, context),
  )

const applies = ({ role, plugin }: PortRange, { host, cluster }: HostContext): boolean =>
  (!role || host.roles.includes(role)) && (!plugin || plugin === cluster.network.plugin)

/** One verdict that names them all. */
function resultFor<Reason extends string>(
  verdict: (reason: Reason, facts: CheckResult['facts']) => CheckResult<Reason>,
  reason: Reason,
  sockets: readonly ListeningSocket[],
): CheckResult<Reason>[] {
  const numbers = [...new Set(sockets.map(({ port }) => port))].sort((a, b) => a - b)
  const [port] = numbers
  return port === undefined ? [] : [verdict(reason, { ports: numbers.join(', '), port })]
}

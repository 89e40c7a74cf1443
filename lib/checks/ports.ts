/** Ports that the cluster will listen on, and something else does already. */
import type { PortRange, Requirements } from '@/lib/installers/installer'
import { defineCheck, fail, pass, unread, type Verdict, warn } from './check'
import type { HostContext } from './context'
import { factsOf, fileLines, type Section } from './section'

interface Listening {
  port: number
  /** On all addresses, not only on some. */
  everywhere: boolean
}

export const LISTENING: Section<readonly Listening[]> = {
  name: 'listening',
  files: '/proc/net/tcp /proc/net/tcp6',
  // Listening sockets are in state 0A; the heading shows that the file could be read.
  match: '(^ *sl )|( 0A )',
  read(text) {
    const lines = [...fileLines(text).values()].flat()
    return lines.some((line) => /^\s*sl\s/.test(line)) ? lines.flatMap(listening) : undefined
  },
}

/** `0: 0100007F:1F90 00000000:0000 0A …`: address and port in hexadecimal. */
function listening(line: string): Listening[] {
  const [, address, port] = /^\s*\d+:\s([0-9A-F]+):([0-9A-F]{4})\s[0-9A-F:]+\s0A\s/.exec(line) ?? []
  return address && port ? [{ port: Number.parseInt(port, 16), everywhere: /^0+$/.test(address) }] : []
}

export const ports = defineCheck({
  id: 'ports',
  reasons: ['free', 'taken', 'nodePort', 'range', 'own'],
  source: ['guide 2', 'own'],
  needs: ['release', 'roles', 'plugin'],
  scope: 'host',
  sections: [LISTENING],
  host(sheet, context) {
    const all = factsOf(sheet, LISTENING)
    if (!all) return [unread]
    const { requirements, console } = context.release
    const { from, to, taken } = requirements.nodePorts
    const inRange = all.filter(({ port }) => port >= from && port <= to)
    const wanted = new Set([...taken, console.nodePort])
    const [needed, others] = [
      all.filter((one) => isNeeded(one, requirements, context)),
      inRange.filter(({ port }) => !wanted.has(port)),
    ]
    const nodePorts = inRange.filter(({ port }) => wanted.has(port))
    const verdicts = context.ownTraces
      ? list(warn, 'own', [...needed, ...inRange])
      : [...list(fail, 'taken', needed), ...list(fail, 'nodePort', nodePorts), ...list(warn, 'range', others)]
    return verdicts.length > 0 ? verdicts : [pass('free')]
  },
})

const isNeeded = ({ port, everywhere }: Listening, { ports: ranges }: Requirements, context: HostContext) =>
  ranges.some(
    (range) =>
      port >= range.from && port <= range.to && (everywhere || !range.everywhere) && applies(range, context),
  )

const applies = ({ role, plugin }: PortRange, { host, cluster }: HostContext): boolean =>
  (!role || host.roles.includes(role)) && (!plugin || plugin === cluster.network.plugin)

/** One verdict that names them all. */
function list<Reason extends string>(
  verdict: (reason: Reason, facts: Verdict['facts']) => Verdict<Reason>,
  reason: Reason,
  those: readonly Listening[],
): Verdict<Reason>[] {
  const numbers = [...new Set(those.map(({ port }) => port))].sort((a, b) => a - b)
  const [port] = numbers
  return port === undefined ? [] : [verdict(reason, { ports: numbers.join(', '), port })]
}

/** The findings as the command line prints them: the shape of `check --json` in docs (cluster file, section on `check`). */
import type { Host } from '@/lib/cluster/cluster'
import type { WaiverDraft } from '@/lib/cluster/draft'
import type { HostFacts } from '@/lib/contract/socket'
import { type CheckId, type Finding, getCheck } from '../catalogue/index'
import { blockingFindings, resultState } from '../evaluate/result-state'
import type { MessagePart } from '../message-key'
import type { ProbeResult } from '../probe/item'
import type { CheckStatus } from '../status'

/** What was found on one host. */
export interface HostReport {
  host: Host
  /** Undefined where it was not reached. */
  facts: HostFacts | undefined
  /** What the probe said, by section; undefined where it was not reached. */
  sheet: ProbeResult | undefined
  findings: readonly Finding[]
}

/** A finding's text in some language, without markup. */
export type TranslateFinding = (finding: Finding, part: MessagePart) => string

interface ReportedFinding {
  check: CheckId
  status: CheckStatus
  message: string
  remedy?: string
  waived?: true
}

export interface Report {
  ready: boolean
  seconds: number
  hosts: Record<
    string,
    { reached: boolean; facts?: Omit<HostFacts, 'diskGiB' | 'hostname'>; findings: ReportedFinding[] }
  >
  cluster: (ReportedFinding & { hosts: string[] })[]
}

/** Checks that are about the hosts together are told once, with the hosts they concern. */
const isClusterScoped = ({ check }: Finding): boolean => getCheck(check).scope === 'cluster'

/** Builds the report. `seconds`: how long the checks took. */
export function buildReport(
  hosts: readonly HostReport[],
  { waivers, seconds, say }: { waivers: readonly WaiverDraft[]; seconds: number; say: TranslateFinding },
): Report {
  const toReported = (host: Host, finding: Finding): ReportedFinding => {
    const { check, status } = finding
    const remedy = status === 'pass' ? '' : say(finding, 'remedy')
    const waived = resultState(finding, waivers, host.name) === 'waived'
    return {
      check,
      status,
      message: say(finding, 'message'),
      ...(remedy && { remedy }),
      ...(waived && { waived }),
    }
  }
  return {
    ready: hosts.every(({ host, findings }) => blockingFindings(host.name, findings, waivers).length === 0),
    seconds: Math.round(seconds * 10) / 10,
    hosts: Object.fromEntries(
      hosts.map(({ host, facts, findings }) => [
        host.name,
        {
          reached: facts !== undefined,
          ...(facts && { facts: reportedFacts(facts) }),
          findings: findings
            .filter((finding) => !isClusterScoped(finding))
            .map((finding) => toReported(host, finding)),
        },
      ]),
    ),
    cluster: groupClusterFindings(hosts, toReported),
  }
}

const reportedFacts = ({ os, cores, memoryMiB, addresses }: HostFacts) => ({
  os,
  cores,
  memoryMiB,
  addresses,
})

function groupClusterFindings(
  hosts: readonly HostReport[],
  saidOf: (host: Host, finding: Finding) => ReportedFinding,
): Report['cluster'] {
  const groups = new Map<string, ReportedFinding & { hosts: string[] }>()
  for (const { host, findings } of hosts)
    for (const finding of findings.filter(isClusterScoped)) {
      const said = saidOf(host, finding)
      const key = JSON.stringify(said)
      const group = groups.get(key)
      if (group) group.hosts.push(host.name)
      else groups.set(key, { ...said, hosts: [host.name] })
    }
  return [...groups.values()]
}

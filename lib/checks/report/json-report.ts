/** Builds the JSON report of `taskbox check --json` (docs/cluster-file.md, section on `check`). */

import type { Host } from '@/lib/cluster/cluster'
import type { WaiverDraft } from '@/lib/cluster/draft/draft'
import { type CheckId, type Finding, getCheck } from '../catalogue/index'
import { blockingFindings, resultState } from '../evaluate/result-state'
import type { MessagePart } from '../message-key'
import type { ProbeResult } from '../probe/item'
import type { HostFacts } from '../results'
import type { CheckStatus } from '../status'

/** Findings of one host. */
export interface HostReport {
  host: Host
  /** Undefined if the host was unreachable. */
  facts: HostFacts | undefined
  /** Undefined if the host was unreachable. */
  probe: ProbeResult | undefined
  findings: readonly Finding[]
}

/** Translates a part of a finding to plain text. */
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

/** Findings of cluster-scoped checks are listed once, with all affected hosts. */
const isClusterScoped = ({ check }: Finding): boolean => getCheck(check).scope === 'cluster'

/** Builds the report. @param seconds duration of the checks */
export function buildReport(
  hosts: readonly HostReport[],
  {
    waivers,
    seconds,
    translate,
  }: { waivers: readonly WaiverDraft[]; seconds: number; translate: TranslateFinding },
): Report {
  const toReported = (host: Host, finding: Finding): ReportedFinding => {
    const { check, status } = finding
    const remedy = status === 'pass' ? '' : translate(finding, 'remedy')
    const waived = resultState(finding, waivers, host.name) === 'waived'
    return {
      check,
      status,
      message: translate(finding, 'message'),
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
  toReported: (host: Host, finding: Finding) => ReportedFinding,
): Report['cluster'] {
  const groups = new Map<string, ReportedFinding & { hosts: string[] }>()
  for (const { host, findings } of hosts)
    for (const finding of findings.filter(isClusterScoped)) {
      const reported = toReported(host, finding)
      const key = JSON.stringify(reported)
      const group = groups.get(key)
      if (group) group.hosts.push(host.name)
      else groups.set(key, { ...reported, hosts: [host.name] })
    }
  return [...groups.values()]
}

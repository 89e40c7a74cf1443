/** Every check that judges facts, a line each. A new one is a file, its id in `check.ts`, its reasons, its texts and a line here. */
import { judgeAddresses } from './addresses'
import type { Finding } from './check'
import { judgeCidr } from './cidr'
import { compareClocks } from './clock'
import type { ClusterContext, ClusterJudge, HostContext, HostJudge, HostSheet } from './context'
import { judgeCpu } from './cpu'
import { judgeDisk } from './disk'
import { familyOf } from './family'
import { compareHostnames, judgeHostname } from './hostname'
import { judgeMemory } from './memory'
import { judgeOs } from './os'
import type { Sheet } from './sheet'
import { judgeSudo } from './sudo'

const HOST_JUDGES: readonly HostJudge[] = [
  judgeSudo,
  judgeOs,
  judgeHostname,
  judgeCpu,
  judgeMemory,
  judgeDisk,
  judgeAddresses,
  judgeCidr,
]

const CLUSTER_JUDGES: readonly ClusterJudge[] = [compareHostnames, compareClocks]

/** All that can be said of a host by itself, its login apart (`ssh.ts`). */
export function judgeHost(sheet: Sheet, context: HostContext): Finding[] {
  return HOST_JUDGES.flatMap((judge) => judge(sheet, context)).map((finding) => forFamily(finding, sheet))
}

/** What only shows when hosts are compared: host id -> findings. */
export function judgeTogether(hosts: readonly HostSheet[], context: ClusterContext): Map<string, Finding[]> {
  const findings = new Map<string, Finding[]>()
  for (const judge of CLUSTER_JUDGES) {
    const judged = judge(hosts, context)
    for (const { host, sheet } of hosts) {
      const more = (judged.get(host.id) ?? []).map((finding) => forFamily(finding, sheet))
      findings.set(host.id, [...(findings.get(host.id) ?? []), ...more])
    }
  }
  return findings
}

/** Remedies are commands, and differ between families of systems. */
export const forFamily = (finding: Finding, sheet: Sheet): Finding => ({
  ...finding,
  facts: { family: familyOf(sheet.system), ...finding.facts },
})

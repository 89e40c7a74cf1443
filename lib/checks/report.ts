/** The findings as the command line prints them: the shape of `check --json` in docs (cluster file, section on `check`). */
import type { Host } from '@/lib/cluster/cluster'
import type { WaiverDraft } from '@/lib/cluster/draft'
import type { HostFacts } from '@/lib/contract/socket'
import { type CheckId, checkOf, type Finding } from './catalogue'
import type { Sheet } from './section'
import type { CheckStatus } from './status'
import type { TextPart } from './text'
import { blocking, resultState } from './verdict'

/** What was found on one host. */
export interface HostReport {
  host: Host
  /** Undefined where it was not reached. */
  facts: HostFacts | undefined
  /** What the probe said, by section; undefined where it was not reached. */
  sheet: Sheet | undefined
  findings: readonly Finding[]
}

/** A finding's text in some language, without markup. */
export type Say = (finding: Finding, part: TextPart) => string

interface Said {
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
    { reached: boolean; facts?: Omit<HostFacts, 'diskGiB' | 'hostname'>; findings: Said[] }
  >
  cluster: (Said & { hosts: string[] })[]
}

/** Checks that are about the hosts together are told once, with the hosts they concern. */
const isTogether = ({ check }: Finding): boolean => checkOf(check).scope === 'cluster'

/** Builds the report. `seconds`: how long the checks took. */
export function report(
  hosts: readonly HostReport[],
  { waivers, seconds, say }: { waivers: readonly WaiverDraft[]; seconds: number; say: Say },
): Report {
  const saidOf = (host: Host, finding: Finding): Said => {
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
    ready: hosts.every(({ host, findings }) => blocking(host.name, findings, waivers).length === 0),
    seconds: Math.round(seconds * 10) / 10,
    hosts: Object.fromEntries(
      hosts.map(({ host, facts, findings }) => [
        host.name,
        {
          reached: facts !== undefined,
          ...(facts && { facts: shown(facts) }),
          findings: findings
            .filter((finding) => !isTogether(finding))
            .map((finding) => saidOf(host, finding)),
        },
      ]),
    ),
    cluster: together(hosts, saidOf),
  }
}

const shown = ({ os, cores, memoryMiB, addresses }: HostFacts) => ({ os, cores, memoryMiB, addresses })

function together(
  hosts: readonly HostReport[],
  saidOf: (host: Host, finding: Finding) => Said,
): Report['cluster'] {
  const groups = new Map<string, Said & { hosts: string[] }>()
  for (const { host, findings } of hosts)
    for (const finding of findings.filter(isTogether)) {
      const said = saidOf(host, finding)
      const key = JSON.stringify(said)
      const group = groups.get(key)
      if (group) group.hosts.push(host.name)
      else groups.set(key, { ...said, hosts: [host.name] })
    }
  return [...groups.values()]
}

/** The operating system against the release's list (guide, step 1). Off the list fails, and may be waived. */
import type { Finding } from './check'
import type { HostContext } from './context'
import { found } from './reason'
import type { Sheet, System } from './sheet'

/** What every release so far is built for. */
const ARCHITECTURES: readonly string[] = ['x86_64', 'amd64']

export function judgeOs({ system, architecture }: Sheet, context: HostContext): Finding[] {
  const findings = system ? judgeSystem(system, context) : [found('os', 'unknown', 'unread')]
  if (!architecture || ARCHITECTURES.includes(architecture)) return findings
  const wrong = found('os', 'fail', 'architecture', { architecture, wanted: 'x86_64' })
  return [wrong, ...findings.filter(({ status }) => status !== 'pass')]
}

function judgeSystem(system: System, { release }: HostContext): Finding[] {
  const supported = release.systems.map(({ id, versions }) => `${id} ${versions.join(', ')}`).join('; ')
  const facts = { system: nameOf(system), supported }
  const versions = release.systems.filter(({ id }) => id === system.id).flatMap((known) => known.versions)
  if (versions.length === 0) return [found('os', 'fail', 'system', facts)]
  if (versions.some((version) => isWithin(system.version, version)))
    return [found('os', 'pass', 'supported', facts)]
  // `7` may well be 7.5: CentOS tells its minor release in a file that can be missing.
  const mayBe = versions.some((version) => isWithin(version, system.version))
  return mayBe ? [found('os', 'unknown', 'unread')] : [found('os', 'fail', 'version', facts)]
}

const isWithin = (version: string, wider: string): boolean =>
  version === wider || version.startsWith(`${wider}.`)

/** Such as `debian 12`. */
export const nameOf = ({ id, version }: System): string => `${id} ${version}`.trim()

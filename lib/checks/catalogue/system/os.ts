/** Compares the operating system with the release's list (guide, step 1). */

import type { HostContext, ProbedHost } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, type ProbeItem, parseWord } from '../../probe/item'
import { SYSTEM, type System, systemName } from '../../probe/system'

const ARCHITECTURE: ProbeItem<string> = {
  name: 'machine',
  // /proc/sys/kernel/arch exists since Linux 6.1.
  script: `
architecture=
read -r architecture </proc/sys/kernel/arch || architecture=$(uname -m)
emit "$architecture"
`,
  parse: parseWord,
}

export const os = defineCheck({
  id: 'os',
  reasons: ['supported', 'system', 'version', 'architecture', 'mixed'],
  sources: ['guide 1', 'kubekey#1555'],
  dependsOn: ['version', 'hosts'],
  scope: 'host',
  probeItems: [SYSTEM, ARCHITECTURE],
  perHost(probe, context) {
    const system = factsOf(probe, SYSTEM)
    const architecture = factsOf(probe, ARCHITECTURE)
    const results = [system ? evaluateSystem(system, context) : undetermined]
    const { architectures } = context.release.requirements
    if (architecture && architectures.includes(architecture)) return results
    const rest = results.filter(({ status }) => status === 'fail')
    if (!architecture) return [...rest, undetermined]
    return [fail('architecture', { architecture, wanted: architectures[0] ?? '' }), ...rest]
  },
  acrossHosts: compareArchitectures,
})

function evaluateSystem(system: System, { release }: HostContext) {
  const supported = release.systems
    .map(({ id, versions }) => `${id} ${versions.join(', ')}`.trim())
    .join('; ')
  const facts = { system: systemName(system), supported }
  const known = release.systems.filter(({ id }) => id === system.id)
  if (known.length === 0) return fail('system', facts)
  const versions = known.flatMap((one) => one.versions)
  if (versions.length === 0) return pass('supported', facts)
  if (versions.some((version) => isSameOrMinor(system.version, version))) return pass('supported', facts)
  // `7` may be 7.5: the file with the minor release of CentOS can be missing.
  const mayBeSupported = versions.some((version) => isSameOrMinor(version, system.version))
  return mayBeSupported ? undetermined : fail('version', facts)
}

const isSameOrMinor = (version: string, wider: string): boolean =>
  version === wider || version.startsWith(`${wider}.`)

/** Reports hosts whose architecture differs from the first host's, for which images are pulled. */
function compareArchitectures(hosts: readonly ProbedHost[]) {
  const known = hosts.map(({ host, probe }) => ({ host, architecture: factsOf(probe, ARCHITECTURE) }))
  const first = known.find(({ architecture }) => architecture !== undefined)
  return new Map(
    known.flatMap(({ host, architecture }): [string, CheckResult<'mixed'>[]][] => {
      if (!first?.architecture || architecture === undefined || architecture === first.architecture) return []
      const facts = { architecture, other: first.host.name, theirs: first.architecture }
      return [[host.id, [warn('mixed', facts)]]]
    }),
  )
}

/** The operating system against the release's list (guide, step 1). Off the list fails, and may be waived. */

import type { HostContext, ProbedHost } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, type ProbeItem, parseWord } from '../../probe/item'
import { SYSTEM, type System, systemName } from '../../probe/system'

const ARCHITECTURE: ProbeItem<string> = {
  name: 'machine',
  // Only kernels from 6.1 on tell it in a file.
  script: `
architecture=
read -r architecture </proc/sys/kernel/arch || architecture=$(uname -m)
tell "$architecture"
`,
  read: parseWord,
}

export const os = defineCheck({
  id: 'os',
  reasons: ['supported', 'system', 'version', 'architecture', 'mixed'],
  source: ['guide 1', 'kubekey#1555'],
  needs: ['release', 'hosts'],
  scope: 'host',
  sections: [SYSTEM, ARCHITECTURE],
  host(sheet, context) {
    const system = factsOf(sheet, SYSTEM)
    const architecture = factsOf(sheet, ARCHITECTURE)
    const verdicts = [system ? evaluateSystem(system, context) : undetermined]
    const { architectures } = context.release.requirements
    if (architecture && architectures.includes(architecture)) return verdicts
    const rest = verdicts.filter(({ status }) => status === 'fail')
    if (!architecture) return [...rest, undetermined]
    return [fail('architecture', { architecture, wanted: architectures[0] ?? '' }), ...rest]
  },
  together: compareArchitectures,
})

function evaluateSystem(system: System, { release }: HostContext) {
  const supported = release.systems.map(({ id, versions }) => `${id} ${versions.join(', ')}`).join('; ')
  const facts = { system: systemName(system), supported }
  const versions = release.systems.filter(({ id }) => id === system.id).flatMap((known) => known.versions)
  if (versions.length === 0) return fail('system', facts)
  if (versions.some((version) => isSameOrMinor(system.version, version))) return pass('supported', facts)
  // `7` may well be 7.5: CentOS tells its minor release in a file that can be missing.
  const mayBe = versions.some((version) => isSameOrMinor(version, system.version))
  return mayBe ? undetermined : fail('version', facts)
}

const isSameOrMinor = (version: string, wider: string): boolean =>
  version === wider || version.startsWith(`${wider}.`)

/** Images are pulled for one kind of processor, that of the first host. */
function compareArchitectures(hosts: readonly ProbedHost[]) {
  const kinds = hosts.map(({ host, sheet }) => ({ host, kind: factsOf(sheet, ARCHITECTURE) }))
  const first = kinds.find(({ kind }) => kind !== undefined)
  return new Map(
    kinds.flatMap(({ host, kind }): [string, CheckResult<'mixed'>[]][] => {
      if (!first?.kind || kind === undefined || kind === first.kind) return []
      const facts = { architecture: kind, other: first.host.name, theirs: first.kind }
      return [[host.id, [warn('mixed', facts)]]]
    }),
  )
}

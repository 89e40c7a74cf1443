/** The operating system against the release's list (guide, step 1). Off the list fails, and may be waived. */
import { defineCheck, fail, pass, unread, type Verdict, warn } from './check'
import type { HostContext, HostSheet } from './context'
import { factsOf, type Section, word } from './section'
import { nameOf, SYSTEM, type System } from './system'

const ARCHITECTURE: Section<string> = {
  name: 'machine',
  // Only kernels from 6.1 on tell it in a file.
  script: `
architecture=
read -r architecture </proc/sys/kernel/arch || architecture=$(uname -m)
tell "$architecture"
`,
  read: word,
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
    const verdicts = [system ? judgeSystem(system, context) : unread]
    const { architectures } = context.release.requirements
    if (architecture && architectures.includes(architecture)) return verdicts
    const rest = verdicts.filter(({ status }) => status === 'fail')
    if (!architecture) return [...rest, unread]
    return [fail('architecture', { architecture, wanted: architectures[0] ?? '' }), ...rest]
  },
  together: mixed,
})

function judgeSystem(system: System, { release }: HostContext) {
  const supported = release.systems.map(({ id, versions }) => `${id} ${versions.join(', ')}`).join('; ')
  const facts = { system: nameOf(system), supported }
  const versions = release.systems.filter(({ id }) => id === system.id).flatMap((known) => known.versions)
  if (versions.length === 0) return fail('system', facts)
  if (versions.some((version) => isWithin(system.version, version))) return pass('supported', facts)
  // `7` may well be 7.5: CentOS tells its minor release in a file that can be missing.
  const mayBe = versions.some((version) => isWithin(version, system.version))
  return mayBe ? unread : fail('version', facts)
}

const isWithin = (version: string, wider: string): boolean =>
  version === wider || version.startsWith(`${wider}.`)

/** Images are pulled for one kind of processor, that of the first host. */
function mixed(hosts: readonly HostSheet[]) {
  const kinds = hosts.map(({ host, sheet }) => ({ host, kind: factsOf(sheet, ARCHITECTURE) }))
  const first = kinds.find(({ kind }) => kind !== undefined)
  return new Map(
    kinds.flatMap(({ host, kind }): [string, Verdict<'mixed'>[]][] => {
      if (!first?.kind || kind === undefined || kind === first.kind) return []
      const facts = { architecture: kind, other: first.host.name, theirs: first.kind }
      return [[host.id, [warn('mixed', facts)]]]
    }),
  )
}

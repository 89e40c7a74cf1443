/** The operating system against the release's list (guide, step 1). Off the list fails, and may be waived. */
import { defineCheck, fail, pass, unread } from './check'
import type { HostContext } from './context'
import { factsOf, type Section, word } from './section'
import { nameOf, SYSTEM, type System } from './system'

/** What every release so far is built for. */
const ARCHITECTURES: readonly string[] = ['x86_64', 'amd64']

const ARCHITECTURE: Section<string> = { name: 'machine', script: 'uname -m', read: word }

export const os = defineCheck({
  id: 'os',
  reasons: ['supported', 'system', 'version', 'architecture'],
  source: ['guide 1'],
  needs: ['release'],
  scope: 'host',
  sections: [SYSTEM, ARCHITECTURE],
  host(sheet, context) {
    const system = factsOf(sheet, SYSTEM)
    const architecture = factsOf(sheet, ARCHITECTURE)
    const verdicts = system ? [judgeSystem(system, context)] : [unread]
    if (!architecture || ARCHITECTURES.includes(architecture)) return verdicts
    const wrong = fail('architecture', { architecture, wanted: 'x86_64' })
    return [wrong, ...verdicts.filter(({ status }) => status !== 'pass')]
  },
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

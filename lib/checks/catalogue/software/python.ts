/** Checks for the Python that Ansible's modules need on every host, in a version that the release's Ansible supports. */
import type { Requirements } from '@/lib/installers/installer'
import { compareVersions } from '@/lib/installers/versions'
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, type ProbeItem } from '../../probe/item'
import { familyOf, SYSTEM } from '../../probe/system'

interface PythonVersions {
  programs: readonly string[]
  /** Version of `python`, such as `3.6.8`; only collected where yum uses it. */
  version?: string
  /** Versions of Python 3 that Ansible finds, as major.minor. */
  versions: readonly string[]
  /** Version of the Python that dnf is written for, where it has one of its own. */
  platform?: string
}

/** From the newest to the oldest that Ansible looks for by name (`INTERPRETER_PYTHON_FALLBACK`). */
const MINORS = Array.from({ length: 10 }, (_, index) => 15 - index)

const PYTHON_PROGRAMS: ProbeItem<PythonVersions> = {
  name: 'python',
  script: `
for program in python3 python2 python /usr/libexec/platform-python; do
  ! command -v "$program" >/dev/null || emit "program $program"
done
if [ -e /etc/redhat-release ] && command -v python >/dev/null; then emit "$(with_timeout 10 python -V 2>&1)"; fi
versions=
for minor in ${MINORS.join(' ')}; do
  if command -v "python3.$minor" >/dev/null; then versions=found; emit "version 3.$minor"; fi
done
if [ -z "$versions" ] && command -v python3 >/dev/null; then
  version=$(with_timeout 10 python3 -V 2>&1)
  emit "version \${version#Python }"
fi
for program in /usr/libexec/platform-python3.*[0-9]; do
  [ ! -x "$program" ] || emit "platform \${program##*python}"
done
emit complete
`,
  parse(text) {
    const lines = text.split('\n')
    if (lines.at(-1) !== 'complete') return undefined
    const versions = lines.flatMap((line) => /^version (3\.\d{1,2})(?!\d)/.exec(line)?.[1] ?? [])
    const platform = lines.flatMap((line) => /^platform (3\.\d{1,2})$/.exec(line)?.[1] ?? [])[0]
    const programs = lines.flatMap((line) => /^program (\S+)$/.exec(line)?.[1] ?? [])
    const version = lines.flatMap((line) => /^Python (\d+\.\d+\S*)$/.exec(line)?.[1] ?? [])[0]
    return { programs, versions, ...(version && { version }), ...(platform && { platform }) }
  },
}

export const python = defineCheck({
  id: 'python',
  reasons: ['there', 'none', 'two', 'three', 'old', 'platform'],
  sources: ['faq 4.11', 'own'],
  dependsOn: ['version'],
  scope: 'host',
  probeItems: [PYTHON_PROGRAMS, SYSTEM],
  perHost(probe, { release }) {
    const found = factsOf(probe, PYTHON_PROGRAMS)
    if (!found) return [undetermined]
    const { programs, version } = found
    if (programs.length === 0) return [warn('none')]
    if (release.requirements.needsPython2 && familyOf(factsOf(probe, SYSTEM)) === 'redhat') {
      if (!programs.includes('python2')) return [fail('two')]
      if (version && !version.startsWith('2.')) return [fail('three', { version })]
    }
    const facts = { programs: programs.join(', ') }
    return [evaluateVersions(found, release.requirements) ?? pass('there', facts)]
  },
})

/** Compares the newest Python with what Ansible needs. Its module for dnf runs in the Python of dnf. */
function evaluateVersions(
  { versions, platform, programs }: PythonVersions,
  { hostPython }: Requirements,
): CheckResult<'old' | 'platform'> | undefined {
  if (!hostPython) return undefined
  const newest = versions.toSorted((a, b) => compareVersions(b, a))[0]
  const version = platform ?? newest
  const reason = platform && newest && compareVersions(newest, platform) > 0 ? 'platform' : 'old'
  if (version === undefined) {
    const mayBePython2 = programs.includes('python2') || programs.includes('python')
    if (!mayBePython2 || hostPython.supportsPython2) return undefined
    return fail('old', { version: '2', wanted: hostPython.oldest, ansible: hostPython.ansible })
  }
  const { oldest, recommended = oldest, ansible } = hostPython
  if (compareVersions(version, oldest) < 0) return fail(reason, { version, wanted: oldest, ansible })
  if (compareVersions(version, recommended) < 0)
    return warn(reason, { version, wanted: recommended, ansible })
  return undefined
}

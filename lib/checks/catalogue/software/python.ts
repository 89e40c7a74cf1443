/** Checks for the Python that Ansible's modules need on every host. */
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, type ProbeItem } from '../../probe/item'
import { familyOf, SYSTEM } from '../../probe/system'

interface PythonVersions {
  programs: readonly string[]
  /** Version of `python`, such as `3.6.8`; only collected where yum uses it. */
  version?: string
}

const PYTHON_PROGRAMS: ProbeItem<PythonVersions> = {
  name: 'python',
  script: `
for program in python3 python2 python /usr/libexec/platform-python; do
  ! command -v "$program" >/dev/null || emit "program $program"
done
if [ -e /etc/redhat-release ] && command -v python >/dev/null; then emit "$(with_timeout 10 python -V 2>&1)"; fi
emit complete
`,
  parse(text) {
    const lines = text.split('\n')
    if (lines.at(-1) !== 'complete') return undefined
    const programs = lines.flatMap((line) => /^program (\S+)$/.exec(line)?.[1] ?? [])
    const version = lines.flatMap((line) => /^Python (\d+\.\d+\S*)$/.exec(line)?.[1] ?? [])[0]
    return { programs, ...(version && { version }) }
  },
}

export const python = defineCheck({
  id: 'python',
  reasons: ['there', 'none', 'two', 'three'],
  sources: ['faq 4.11'],
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
    return [pass('there', { programs: programs.join(', ') })]
  },
})

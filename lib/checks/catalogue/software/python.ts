/** Python, which Ansible's modules run in on every host. */
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, type ProbeItem } from '../../probe/item'
import { familyOf, SYSTEM } from '../../probe/system'

interface PythonVersions {
  programs: readonly string[]
  /** What `python` is, such as `3.6.8`; only asked where yum is written in it. */
  version?: string
}

const PYTHON_PROGRAMS: ProbeItem<PythonVersions> = {
  name: 'python',
  script: `
for program in python3 python2 python /usr/libexec/platform-python; do
  ! command -v "$program" >/dev/null || tell "program $program"
done
if [ -e /etc/redhat-release ] && command -v python >/dev/null; then tell "$(bounded 10 python -V 2>&1)"; fi
tell looked
`,
  read(text) {
    const lines = text.split('\n')
    if (lines.at(-1) !== 'looked') return undefined
    const programs = lines.flatMap((line) => /^program (\S+)$/.exec(line)?.[1] ?? [])
    const version = lines.flatMap((line) => /^Python (\d+\.\d+\S*)$/.exec(line)?.[1] ?? [])[0]
    return { programs, ...(version && { version }) }
  },
}

export const python = defineCheck({
  id: 'python',
  reasons: ['there', 'none', 'two', 'three'],
  source: ['faq 4.11'],
  needs: ['release'],
  scope: 'host',
  sections: [PYTHON_PROGRAMS, SYSTEM],
  host(sheet, { release }) {
    const its = factsOf(sheet, PYTHON_PROGRAMS)
    if (!its) return [undetermined]
    const [program] = its.programs
    if (!program) return [warn('none')]
    if (release.requirements.pythonTwo && familyOf(factsOf(sheet, SYSTEM)) === 'redhat') {
      if (!its.programs.includes('python2')) return [fail('two')]
      if (its.version && !its.version.startsWith('2.')) return [fail('three', { version: its.version })]
    }
    return [pass('there', { programs: its.programs.join(', ') })]
  },
})

/** Checks for an installed container runtime. The installer brings its own version and settings. */
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

const RUNTIME_PROGRAMS: ProbeItem<ReadonlySet<string>> = {
  name: 'runtime',
  script: `
for program in docker dockerd containerd crio; do
  ! command -v "$program" >/dev/null || emit "$program"
done
[ ! -s /etc/docker/daemon.json ] || emit daemon.json
emit complete
`,
  parse(text) {
    const lines = text.split('\n')
    return lines.at(-1) === 'complete' ? new Set(lines.slice(0, -1)) : undefined
  },
}

/** Whether containerd's CRI plugin is disabled, as in Docker's packages. */
const CRI_DISABLED: ProbeItem<boolean> = {
  name: 'containerd',
  files: '/etc/containerd/config.toml',
  match: '^ *disabled_plugins *=',
  parse: (text) => [...fileLines(text).values()].flat().some((line) => line.includes('"cri"')),
}

export const containerRuntime = defineCheck({
  id: 'runtime',
  reasons: ['none', 'present', 'settings', 'cri'],
  sources: ['own'],
  dependsOn: ['version'],
  scope: 'host',
  probeItems: [RUNTIME_PROGRAMS, CRI_DISABLED],
  perHost(probe, { release, previouslyInstalled }) {
    const found = factsOf(probe, RUNTIME_PROGRAMS)
    const noCri = factsOf(probe, CRI_DISABLED)
    if (!found || noCri === undefined) return [undetermined]
    const programs = ['docker', 'containerd', 'crio'].filter(
      (program) => found.has(program) || found.has(`${program}d`),
    )
    // After an earlier run, the installer's own runtime is present.
    if (programs.length === 0 || previouslyInstalled) return [pass('none')]
    return [
      warn('present', { programs: programs.join(', '), wanted: release.requirements.runtime }),
      ...(found.has('daemon.json') ? [warn('settings')] : []),
      ...(noCri && release.requirements.runtime === 'containerd' ? [warn('cri')] : []),
    ]
  },
})

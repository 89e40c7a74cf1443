/** A container runtime that is there already: the installer brings its own version and settings. */
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

const RUNTIME_PROGRAMS: ProbeItem<ReadonlySet<string>> = {
  name: 'runtime',
  script: `
for program in docker dockerd containerd crio; do
  ! command -v "$program" >/dev/null || tell "$program"
done
[ ! -s /etc/docker/daemon.json ] || tell daemon.json
tell looked
`,
  read(text) {
    const lines = text.split('\n')
    return lines.at(-1) === 'looked' ? new Set(lines.slice(0, -1)) : undefined
  },
}

/** Whether containerd is told not to serve Kubernetes, as Docker's packages of it are. */
const CRI_DISABLED: ProbeItem<boolean> = {
  name: 'containerd',
  files: '/etc/containerd/config.toml',
  match: '^ *disabled_plugins *=',
  read: (text) => [...fileLines(text).values()].flat().some((line) => line.includes('"cri"')),
}

export const containerRuntime = defineCheck({
  id: 'runtime',
  reasons: ['none', 'present', 'settings', 'cri'],
  source: ['own'],
  needs: ['release'],
  scope: 'host',
  sections: [RUNTIME_PROGRAMS, CRI_DISABLED],
  host(sheet, { release, ownTraces }) {
    const found = factsOf(sheet, RUNTIME_PROGRAMS)
    const noCri = factsOf(sheet, CRI_DISABLED)
    if (!found || noCri === undefined) return [undetermined]
    const programs = ['docker', 'containerd', 'crio'].filter(
      (program) => found.has(program) || found.has(`${program}d`),
    )
    // After a former run they are what it installed.
    if (programs.length === 0 || ownTraces) return [pass('none')]
    return [
      warn('present', { programs: programs.join(', '), wanted: release.requirements.runtime }),
      ...(found.has('daemon.json') ? [warn('settings')] : []),
      ...(noCri && release.requirements.runtime === 'containerd' ? [warn('cri')] : []),
    ]
  },
})

/**
 * Checks for an installed container runtime, since the installer brings its own version and settings, and for masked
 * services, which it cannot start.
 */
import type { Release } from '@/lib/installers/installer'
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

const RUNTIME_PROGRAMS: ProbeItem<ReadonlySet<string>> = {
  name: 'runtime',
  script: `
for program in docker dockerd containerd crio podman; do
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

/** Services that systemd refuses to start: their unit is a link to /dev/null, or empty. */
const MASKED_SERVICES: ProbeItem<readonly string[]> = {
  name: 'masked',
  script: `
for folder in /etc/systemd/system /run/systemd/system; do
  for path in "$folder"/*.service; do
    if [ -c "$path" ] || { [ -f "$path" ] && [ ! -s "$path" ]; }; then emit "\${path##*/}"; fi
  done
done
emit complete
`,
  parse(text) {
    const lines = text.split('\n')
    if (lines.at(-1) !== 'complete') return undefined
    return lines.slice(0, -1).map((name) => name.replace(/\.service$/, ''))
  },
}

/** Whether containerd's CRI plugin is disabled, as in Docker's packages. */
const CRI_DISABLED: ProbeItem<boolean> = {
  name: 'containerd',
  files: '/etc/containerd/config.toml',
  match: '^ *disabled_plugins *=',
  parse: (text) => [...fileLines(text).values()].flat().some((line) => line.includes('"cri"')),
}

const RUNTIMES = ['docker', 'containerd', 'crio', 'podman'] as const

export const containerRuntime = defineCheck({
  id: 'runtime',
  reasons: ['none', 'present', 'foreign', 'compatible', 'settings', 'cri', 'masked'],
  sources: ['own'],
  dependsOn: ['version'],
  scope: 'host',
  probeItems: [RUNTIME_PROGRAMS, CRI_DISABLED, MASKED_SERVICES],
  perHost(probe, { release, previouslyInstalled }) {
    const found = factsOf(probe, RUNTIME_PROGRAMS)
    const noCri = factsOf(probe, CRI_DISABLED)
    const masked = factsOf(probe, MASKED_SERVICES)
    if (!found || noCri === undefined || !masked) return [undetermined]
    const blocked = evaluateMasked(masked, release)
    // After an earlier run, the installer's own runtime is present.
    const results = previouslyInstalled ? [] : evaluatePrograms(found, noCri, release)
    const all = [...blocked, ...results]
    return all.length > 0 ? all : [pass('none')]
  },
})

function evaluateMasked(masked: readonly string[], { requirements }: Release) {
  const services = requirements.services.filter((service) => masked.includes(service))
  if (services.length === 0) return []
  return [fail('masked', { services: services.join(', '), units: services.join(' ') })]
}

function evaluatePrograms(found: ReadonlySet<string>, noCri: boolean, release: Release) {
  const { runtime } = release.requirements
  const programs = RUNTIMES.filter((program) => found.has(program) || found.has(`${program}d`))
  if (programs.length === 0) return []
  if (runtime === 'embedded') return [pass('compatible', { programs: programs.join(', ') })]
  // Podman has no service and no socket that Kubernetes would use.
  const services = programs.filter((program) => program !== 'podman')
  // Docker uses containerd, so a release with Docker replaces both.
  const foreign = services.filter((program) => program !== runtime && program !== 'containerd')
  const facts = { wanted: runtime, installer: release.installer }
  if (foreign.length > 0 && release.requirements.removesOtherRuntimes)
    return [warn('foreign', { ...facts, programs: foreign.join(', ') })]
  if (services.length === 0) return [pass('compatible', { programs: programs.join(', ') })]
  return [
    warn('present', { ...facts, programs: services.join(', ') }),
    ...(found.has('daemon.json') && runtime === 'docker' ? [warn('settings')] : []),
    ...(noCri && runtime === 'containerd' ? [warn('cri')] : []),
  ]
}

/** Checks that packages can be installed: no other package manager runs, none was interrupted, and mirrors exist. */
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'
import { PACKAGE_MANAGERS, PROCESSES } from '../../probe/processes'

const STALE_MOUNTS = '/kubeinstaller'

const PACKAGE_STATE: ProbeItem<{
  unfinishedPackages: number
  deadMirrors: readonly string[]
  mounts: readonly string[]
}> = {
  name: 'packages',
  files: '/proc/mounts /var/lib/dpkg/status /etc/yum.repos.d/*.repo',
  match: `( ${STALE_MOUNTS}[^ ]* )|(^Status: .* (half-|unpacked))|(^ *mirrorlist *=.*mirrorlist[.]centos[.]org)`,
  parse(text) {
    const files = fileLines(text)
    return {
      unfinishedPackages: files.get('/var/lib/dpkg/status')?.length ?? 0,
      deadMirrors: [...files.keys()].filter((path) => path.endsWith('.repo')),
      mounts: (files.get('/proc/mounts') ?? []).flatMap((line) => line.split(' ')[1] ?? []),
    }
  },
}

/** Interrupted package managers, detected by their journals. */
const INTERRUPTED_MANAGERS: ProbeItem<readonly string[]> = {
  name: 'interrupted',
  script: `
for path in /var/lib/dpkg/updates/[0-9]*; do
  if [ -e "$path" ]; then emit dpkg; break; fi
done
for path in /var/lib/yum/transaction-all.* /var/lib/yum/transaction-all*[0-9]; do
  if [ -e "$path" ]; then emit yum; break; fi
done
emit complete
`,
  parse(text) {
    const lines = text.split('\n')
    return lines.at(-1) === 'complete' ? lines.slice(0, -1) : undefined
  },
}

export const packageManager = defineCheck({
  id: 'packages',
  reasons: ['ready', 'running', 'dpkg', 'yum', 'mounts', 'mirrors'],
  sources: ['faq 4.1', 'faq 4.8', 'own'],
  dependsOn: [],
  scope: 'host',
  probeItems: [PACKAGE_STATE, INTERRUPTED_MANAGERS, PROCESSES],
  needsRoot: true,
  perHost(probe) {
    const state = factsOf(probe, PACKAGE_STATE)
    const interrupted = factsOf(probe, INTERRUPTED_MANAGERS)
    const processes = factsOf(probe, PROCESSES)
    if (!state || !interrupted || !processes) return [undetermined]
    const running = PACKAGE_MANAGERS.find((name) => processes.has(name))
    const results: CheckResult<'running' | 'dpkg' | 'yum' | 'mounts' | 'mirrors'>[] = []
    if (running) results.push(warn('running', { program: running }))
    // A running dpkg also has half-installed packages.
    else if (state.unfinishedPackages > 0 || interrupted.includes('dpkg')) results.push(fail('dpkg'))
    if (!running && interrupted.includes('yum')) results.push(fail('yum'))
    const [mount] = state.mounts
    if (mount) results.push(fail('mounts', { mount }))
    if (state.deadMirrors.length > 0) results.push(fail('mirrors', { files: state.deadMirrors.join(' ') }))
    return results.length > 0 ? results : [pass('ready')]
  },
})

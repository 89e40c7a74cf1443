/** Whether packages can be installed now: nobody else does, nothing was left half done, and the lists still exist. */
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'
import { PACKAGE_MANAGERS, PROCESSES } from '../../probe/processes'

const STALE_MOUNTS = '/kubeinstaller'

const PACKAGE_STATE: ProbeItem<{
  halfDone: number
  deadMirrors: readonly string[]
  mounts: readonly string[]
}> = {
  name: 'packages',
  files: '/proc/mounts /var/lib/dpkg/status /etc/yum.repos.d/*.repo',
  match: `( ${STALE_MOUNTS}[^ ]* )|(^Status: .* (half-|unpacked))|(^ *mirrorlist *=.*mirrorlist[.]centos[.]org)`,
  read(text) {
    const files = fileLines(text)
    return {
      halfDone: files.get('/var/lib/dpkg/status')?.length ?? 0,
      deadMirrors: [...files.keys()].filter((path) => path.endsWith('.repo')),
      mounts: (files.get('/proc/mounts') ?? []).flatMap((line) => line.split(' ')[1] ?? []),
    }
  },
}

/** Package managers that were interrupted: each leaves a journal. */
const INTERRUPTED_MANAGERS: ProbeItem<readonly string[]> = {
  name: 'interrupted',
  script: `
for path in /var/lib/dpkg/updates/[0-9]*; do
  if [ -e "$path" ]; then tell dpkg; break; fi
done
for path in /var/lib/yum/transaction-all.* /var/lib/yum/transaction-all*[0-9]; do
  if [ -e "$path" ]; then tell yum; break; fi
done
tell looked
`,
  read(text) {
    const lines = text.split('\n')
    return lines.at(-1) === 'looked' ? lines.slice(0, -1) : undefined
  },
}

export const packageManager = defineCheck({
  id: 'packages',
  reasons: ['ready', 'running', 'dpkg', 'yum', 'mounts', 'mirrors'],
  source: ['faq 4.1', 'faq 4.8', 'own'],
  needs: [],
  scope: 'host',
  sections: [PACKAGE_STATE, INTERRUPTED_MANAGERS, PROCESSES],
  root: true,
  host(sheet) {
    const its = factsOf(sheet, PACKAGE_STATE)
    const interrupted = factsOf(sheet, INTERRUPTED_MANAGERS)
    const processes = factsOf(sheet, PROCESSES)
    if (!its || !interrupted || !processes) return [undetermined]
    const running = PACKAGE_MANAGERS.find((name) => processes.has(name))
    const verdicts: CheckResult<'running' | 'dpkg' | 'yum' | 'mounts' | 'mirrors'>[] = []
    if (running) verdicts.push(warn('running', { program: running }))
    // One that still runs is half done by nature.
    else if (its.halfDone > 0 || interrupted.includes('dpkg')) verdicts.push(fail('dpkg'))
    if (!running && interrupted.includes('yum')) verdicts.push(fail('yum'))
    const [mount] = its.mounts
    if (mount) verdicts.push(fail('mounts', { mount }))
    if (its.deadMirrors.length > 0) verdicts.push(fail('mirrors', { files: its.deadMirrors.join(' ') }))
    return verdicts.length > 0 ? verdicts : [pass('ready')]
  },
})

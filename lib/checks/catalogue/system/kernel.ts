/** The kernel's release against the one from which on the release's Kubernetes has no trouble. */
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { factsOf, firstLine, type ProbeItem } from '../../probe/item'
import { compareVersions } from '../../version'

const KERNEL: ProbeItem<string> = {
  name: 'kernel',
  files: '/proc/sys/kernel/osrelease',
  read: (text) => /^\d+\.\d+\S*$/.exec(firstLine(text) ?? '')?.[0],
}

export const kernel = defineCheck({
  id: 'kernel',
  reasons: ['recent', 'old'],
  source: ['own'],
  needs: ['release'],
  scope: 'host',
  sections: [KERNEL],
  host(sheet, { release }) {
    const version = factsOf(sheet, KERNEL)
    if (version === undefined) return [undetermined]
    const wanted = release.requirements.kernel
    const isOld = compareVersions(version, wanted) < 0
    return [isOld ? warn('old', { version, wanted }) : pass('recent', { version })]
  },
})

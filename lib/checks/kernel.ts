/** The kernel's release against the one from which on the release's Kubernetes has no trouble. */
import { defineCheck, pass, unread, warn } from './check'
import { factsOf, firstLine, type Section } from './section'
import { compareVersions } from './version'

const KERNEL: Section<string> = {
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
    if (version === undefined) return [unread]
    const wanted = release.requirements.kernel
    const isOld = compareVersions(version, wanted) < 0
    return [isOld ? warn('old', { version, wanted }) : pass('recent', { version })]
  },
})

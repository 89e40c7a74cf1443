/** Compares the kernel version with the oldest one recommended for the release's Kubernetes. */

import { compareVersions } from '@/lib/installers/versions'
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { factsOf, firstLine, type ProbeItem } from '../../probe/item'

const KERNEL: ProbeItem<string> = {
  name: 'kernel',
  files: '/proc/sys/kernel/osrelease',
  parse: (text) => /^\d+\.\d+\S*$/.exec(firstLine(text) ?? '')?.[0],
}

export const kernel = defineCheck({
  id: 'kernel',
  reasons: ['recent', 'old'],
  sources: ['own'],
  dependsOn: ['version'],
  scope: 'host',
  probeItems: [KERNEL],
  perHost(probe, { release }) {
    const version = factsOf(probe, KERNEL)
    if (version === undefined) return [undetermined]
    const minimum = release.requirements.kernel
    const isOld = compareVersions(version, minimum) < 0
    return [isOld ? warn('old', { version, wanted: minimum }) : pass('recent', { version })]
  },
})

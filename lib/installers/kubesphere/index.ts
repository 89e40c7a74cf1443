/** KubeSphere's own installer package: hosts.ini, vars.yml and a menu. */
import type { Installer } from '../installer'
import { detect, PROBES } from './detect'
import { kubesphereReleases } from './releases'

export const kubesphere: Installer = {
  id: 'kubesphere',
  releases: kubesphereReleases,
  probes: PROBES,
  detect,
  files: ['conf/hosts.ini', 'conf/vars.yml'],
  render: () => [],
  operation: () => ({ id: 'install', workingDirectory: 'scripts', command: './install.sh', questions: [] }),
  outcome: () => ({ result: 'failed', reason: 'no-banner' }),
  bannerFile: 'kubesphere/kubesphere_running',
}

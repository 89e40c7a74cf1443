/** KubeSphere's own installer package: hosts.ini, vars.yml and a menu. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Installer, RenderedFile } from '../installer'
import { detect, PROBES } from './detect'
import { questions } from './dialogue'
import { HOSTS_PATH, renderHostsIni } from './hosts-ini'
import { KEYS_FOLDER, keyFiles } from './keys'
import { maskHostsIni } from './mask-hosts-ini'
import { outcome } from './outcome'
import { kubesphereReleases } from './releases'
import { maskVarsYml, renderVarsYml, VARS_PATH } from './vars-yml'

/** The guide writes `vars.yaml` in places: a package that has only that is edited there. */
const VARS_OTHER_PATH = 'conf/vars.yaml'

export const kubesphere: Installer = {
  id: 'kubesphere',
  releases: kubesphereReleases,
  probes: PROBES,
  detect,
  files: [HOSTS_PATH, VARS_PATH, VARS_OTHER_PATH],
  edited: [VARS_PATH, VARS_OTHER_PATH],
  render,
  keyFiles,
  keysFolder: KEYS_FOLDER,
  maskPresent: (path, text) => (path === HOSTS_PATH ? maskHostsIni(text) : maskVarsYml(text)),
  operation: ({ installer: { mode } }) => ({
    id: 'install',
    workingDirectory: 'scripts',
    command: './install.sh',
    questions: questions(mode),
  }),
  outcome,
  bannerFile: 'kubesphere/kubesphere_running',
}

function render(cluster: Cluster, present: ReadonlyMap<string, string>): RenderedFile[] {
  const release = kubesphereReleases.find(({ id }) => id === cluster.installer.release)
  if (!release) throw new Error(`unknown release ${cluster.installer.release}`)
  const path = present.has(VARS_OTHER_PATH) && !present.has(VARS_PATH) ? VARS_OTHER_PATH : VARS_PATH
  return [renderHostsIni(cluster), { ...renderVarsYml(cluster, release, present.get(path)), path }]
}

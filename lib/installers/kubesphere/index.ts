/** KubeSphere's installer package: hosts.ini, vars.yml and an interactive install.sh. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Installer, Release, RenderedFile } from '../installer'
import { detectRelease, REQUIRED_FILES } from './detect-release'
import { HOSTS_PATH, renderHostsIni } from './hosts-ini'
import { maskHostsIni } from './mask-hosts-ini'
import { parseOutcome } from './outcome'
import { PRIVATE_KEY_FOLDER, privateKeyFiles } from './private-keys'
import { kubesphereReleases } from './releases'
import { maskVarsYml, renderVarsYml, VARS_PATH } from './vars/vars-yml'

/** The guide also calls it `vars.yaml`. This file is edited if the package has no vars.yml. */
const VARS_YAML_PATH = 'conf/vars.yaml'

/** The scripts copy hosts.ini (docs/decisions/021-comment-protects-inventory-lines.md) and the files of variables. */
const INVENTORY_COPY = 'k8s/inventory/my_cluster/hosts.ini'
const VARS_COPIES = ['my_cluster', 'local'].flatMap((inventory) =>
  ['k8s-cluster.yml', 'common.yaml', 'plugin-qingcloud.yaml'].map(
    (name) => `k8s/inventory/${inventory}/group_vars/k8s-cluster/${name}`,
  ),
)

export const kubesphere: Installer = {
  id: 'kubesphere',
  releases: kubesphereReleases,
  requiredFiles: REQUIRED_FILES,
  detect: detectRelease,
  files: [HOSTS_PATH, VARS_PATH, VARS_YAML_PATH],
  editedFiles: [VARS_PATH, VARS_YAML_PATH],
  render,
  privateKeyFiles,
  privateKeyFolder: PRIVATE_KEY_FOLDER,
  copies: [INVENTORY_COPY, ...VARS_COPIES],
  maskExistingFile: (path, text) => (path === HOSTS_PATH ? maskHostsIni(text) : maskVarsYml(text)),
  operation: ({ installer: { release, mode } }) => ({
    id: 'install',
    workingDirectory: 'scripts',
    command: './install.sh',
    prompts: requireRelease(release).prompts(mode),
  }),
  outcome: parseOutcome,
}

function render(cluster: Cluster, present: ReadonlyMap<string, string>): RenderedFile[] {
  const release = requireRelease(cluster.installer.release)
  const path = present.has(VARS_YAML_PATH) && !present.has(VARS_PATH) ? VARS_YAML_PATH : VARS_PATH
  return [renderHostsIni(cluster), { ...renderVarsYml(cluster, release, present.get(path)), path }]
}

function requireRelease(id: string): Release {
  const release = kubesphereReleases.find((one) => one.id === id)
  if (!release) throw new Error(`unknown release ${id}`)
  return release
}

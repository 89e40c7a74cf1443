/** KubeSphere's installer package: hosts.ini, settings files and an interactive install.sh. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Installer, RenderedFile } from '../installer'
import { privateKeyFiles } from '../playbooks/private-keys'
import { secretParametersOf } from '../secret-parameters'
import { DETECTION_SOURCES, detectRelease, REQUIRED_FILES } from './detect-release'
import { namesOf, presentName } from './file-names'
import { HOSTS_PATH, PRIVATE_KEY_FOLDER, renderHostsIni } from './hosts-ini'
import { maskHostsIni } from './mask-hosts-ini'
import { parseOutcome } from './outcome'
import type { KubesphereRelease } from './release'
import { advanced100, kubesphereReleases } from './releases/index'
import { waitingForStartup } from './startup-screen'
import { maskSettings, renderSettings } from './vars/settings'

const SETTINGS_FILES = [...new Set(kubesphereReleases.flatMap(settingsFiles))]

/** The scripts copy hosts.ini (docs/decisions/021-comment-protects-inventory-lines.md) and the files of variables. */
const INVENTORY_COPY = 'k8s/inventory/my_cluster/hosts.ini'
const VARS_COPIES = ['my_cluster', 'local'].flatMap((inventory) =>
  ['k8s-cluster.yml', 'common.yaml', 'plugin-qingcloud.yaml'].map(
    (name) => `k8s/inventory/${inventory}/group_vars/k8s-cluster/${name}`,
  ),
)

export const kubesphere: Installer = {
  id: 'kubesphere',
  icon: 'layers',
  releases: kubesphereReleases,
  defaults: advanced100.defaults,
  secrets: {
    settings: new Set(),
    storage: new Map(
      kubesphereReleases.flatMap(({ storageClasses }) =>
        storageClasses.flatMap(({ parameters }) => secretParametersOf(parameters)),
      ),
    ),
  },
  release: findRelease,
  requiredFiles: REQUIRED_FILES,
  detectionSources: DETECTION_SOURCES,
  isTarballName: (name) => kubesphereReleases.some(({ evidence }) => evidence.folderName.test(name)),
  detect: detectRelease,
  files: () => [HOSTS_PATH, ...SETTINGS_FILES],
  editedFiles: SETTINGS_FILES,
  render,
  privateKeyFiles: (cluster) => privateKeyFiles(cluster, PRIVATE_KEY_FOLDER),
  privateKeyFolder: () => PRIVATE_KEY_FOLDER,
  copies: [INVENTORY_COPY, ...VARS_COPIES],
  maskExistingFile: (path, text) => (path === HOSTS_PATH ? maskHostsIni(text) : maskSettings(text)),
  operations: () => ['install'],
  operation: ({ installer: { version, mode } }) => ({
    id: 'install',
    steps: [{ workingDirectory: 'scripts', command: './install.sh' }],
    prompts: requireRelease(version).prompts(mode),
    verification: { kind: 'console' },
  }),
  kubernetesVersion: ({ installer: { version } }) => requireRelease(version).kubernetes,
  outcome: parseOutcome,
  waitingForStartup,
}

function render(cluster: Cluster, present: ReadonlyMap<string, string>): RenderedFile[] {
  const release = requireRelease(cluster.installer.version)
  const chosen = release.storageClasses.find(({ id }) => id === cluster.storage.class)
  const others = pluginFiles(release).filter((file) => present.has(file) || file === chosen?.file)
  return [
    renderHostsIni(cluster),
    ...[release.settingsFile, ...others].map((file) => {
      const path = presentName(file, (name) => present.has(name))
      return { ...renderSettings(cluster, release, file, present.get(path)), path }
    }),
  ]
}

/** Every settings file of a release, under each name. */
function settingsFiles(release: KubesphereRelease): string[] {
  return [...namesOf(release.settingsFile), ...pluginFiles(release)]
}

/** The files of storage classes that are not in the release's settings file. */
function pluginFiles({ storageClasses }: KubesphereRelease): string[] {
  return [...new Set(storageClasses.flatMap(({ file }) => file ?? []))]
}

function findRelease(id: string): KubesphereRelease | undefined {
  return kubesphereReleases.find((one) => one.id === id)
}

function requireRelease(id: string): KubesphereRelease {
  const release = findRelease(id)
  if (!release) throw new Error(`unknown release ${id}`)
  return release
}

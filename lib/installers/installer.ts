/**
 * What an installer is to Taskbox. A new installer implements `Installer`; a new release of a known one is data
 * (`Release`). Nothing above this file knows of hosts.ini, vars.yml or a menu.
 */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Mode, Role } from '@/lib/cluster/draft'

/** A stretch of a text, in UTF-16 units: `text.slice(start, end)`. */
export interface TextRange {
  start: number
  end: number
}

/** A file to be written, with the places where secrets stand in it. */
export interface RenderedFile {
  /** Relative to the package's folder, such as `conf/hosts.ini`. */
  path: string
  text: string
  secrets: TextRange[]
}

/**
 * A private key that a rendered file names. It is written with mode 0600 before the installer starts, and not shown
 * among the files. With a `passphrase` it is locked, and Ansible's ssh can ask nobody: the writer unlocks it in place
 * (`ssh-keygen -p -N '' -f FILE`, which reads the old passphrase from its standard input when that is no terminal).
 */
export interface PrivateKeyFile extends RenderedFile {
  passphrase?: string
}

export type ParameterKind =
  | 'text'
  | 'address'
  | 'path'
  | 'url'
  | 'number'
  | 'list'
  | 'secret'
  | 'choice'
  | 'boolean'

/** One parameter of a storage class, named as in vars.yml. */
export interface Parameter {
  key: string
  kind: ParameterKind
  required: boolean
  /** What the package's own file says; empty: nothing. */
  default: string
  choices?: readonly string[]
  /** Written with quotes, since the installer wants a string (`"1"`). */
  quoted?: boolean
  /** Only asked for (and written) while another parameter has this value. */
  when?: { key: string; equals: string }
  unit?: 'GiB' | 's'
  /** Part of where the class's secrets are sent, as every address, list and URL is. */
  server?: boolean
}

export interface StorageClass {
  id: string
  modes: readonly Mode[]
  /** Key that turns the class on, and key that makes it the default one. */
  enable: string
  isDefault: string
  parameters: readonly Parameter[]
  /** For trying things out only; in earnest it is a warning. */
  trialOnly?: boolean
}

/** Sizes a host should have. Cores are counted, memory and disk are GiB. */
export interface Size {
  cores: number
  memoryGiB: number
  diskGiB: number
}

/** Modules of the kernel that a cluster may need. */
export const KERNEL_MODULES = [
  'br_netfilter',
  'overlay',
  'nf_conntrack',
  'ip_vs',
  'ip_vs_rr',
  'ip_vs_wrr',
  'ip_vs_sh',
  'ipip',
  'rbd',
] as const
export type KernelModule = (typeof KERNEL_MODULES)[number]

/** TCP ports that a cluster listens on; nothing else may. */
export interface PortRange {
  from: number
  to: number
  /** Only on hosts of this role. */
  role?: Role
  /** Only with this network plugin. */
  plugin?: string
  /** In the way only of who listens on all addresses. */
  everywhere?: boolean
}

/** What a release asks of hosts beside their size and system. */
export interface Requirements {
  /** Processors that its programs are for, as `uname -m` calls them. */
  architectures: readonly string[]
  /** Share of the memory asked for that firmware may keep for itself. */
  memoryTolerance: number
  /** Kernels from here on give its Kubernetes no trouble; such as `4.0`. */
  kernel: string
  /** Generations of control groups that its Kubernetes knows (the second since 1.19). */
  cgroups: readonly number[]
  runtime: 'docker' | 'containerd'
  modules: readonly KernelModule[]
  /** Further modules, by network plugin and by storage class. */
  pluginModules: Readonly<Record<string, readonly KernelModule[]>>
  storageModules: Readonly<Record<string, readonly KernelModule[]>>
  ports: readonly PortRange[]
  /** Kubernetes' range of NodePorts, and those that the release itself takes, its console's apart. */
  nodePorts: { from: number; to: number; taken: readonly number[] }
  /** Its playbooks need Python 2 where the package manager is yum. */
  pythonTwo: boolean
  /** Ansible that its playbooks were written for, as major and minor. */
  ansible: { oldest: string; newest: string }
}

export interface Release {
  /** Such as `advanced-1.0.0`; the cluster file's `installer.release`. */
  id: string
  /** Folder name of the package, such as `kubesphere-all-advanced-1.0.0`. */
  folder: string
  kubernetes: string
  minimum: Record<Mode, Size>
  recommended: Record<Mode, Size>
  /**
   * Where an install takes from what the package does not bring, as `host:port`: registries, and mirrors that do in
   * the place of one. Both empty: from nowhere.
   */
  egress: { registries: readonly string[]; mirrors: readonly string[] }
  /** Systems it supports: `id` and version prefix as in /etc/os-release. */
  systems: readonly { id: string; versions: readonly string[] }[]
  minimumHosts: Record<Mode, number>
  requirements: Requirements
  networkPlugins: readonly string[]
  defaults: {
    plugin: string
    serviceCidr: string
    podCidr: string
    loadBalancerDomain: string
    nodePrefix: number
  }
  storageClasses: readonly StorageClass[]
  addons: readonly 'harbor'[]
  console: { nodePort: number; account: string }
  /** Account of the registry add-on, its NodePort. */
  harborNodePort: number
}

/** A question of the installer that Taskbox can answer. */
export interface ExpectedPrompt {
  id: string
  /** Matches the end of the output, without colours, when the question stands there. */
  pattern: RegExp
  answer: string
}

export interface Operation {
  id: 'install'
  /** Relative to the package's folder. */
  workingDirectory: string
  command: string
  questions: readonly ExpectedPrompt[]
}

/** What the end of a log says. The exit status alone says nothing: the banner does (kubesphere-installer.md, section 2). */
export type Outcome =
  | { result: 'succeeded'; console: { url: string; account: string; password: string } }
  | { result: 'failed'; reason: 'exit-status' | 'no-banner' | 'storage-not-configured' | 'quit' }

export interface Installer {
  id: string
  releases: readonly Release[]
  /** Paths, relative to a folder, that must exist for it to be this installer's package; see `detect`. */
  probes: readonly string[]
  /** The release that a folder holds, told from its name and the files found in it; undefined: not ours. */
  detect(folder: string, found: ReadonlySet<string>): Release | undefined
  /** Files that `render` edits or replaces, relative to the package. */
  files: readonly string[]
  /** Those of them that are changed in place, so that all they hold has to be understood. */
  edited: readonly string[]
  /** Renders over the package's present files. Throws `VarsProblem` where the present file cannot be understood. */
  render(cluster: Cluster, present: ReadonlyMap<string, string>): RenderedFile[]
  /** Private keys that the rendered files name; see `KeyFile`. */
  keyFiles(cluster: Cluster): PrivateKeyFile[]
  /** The folder of those key files, relative to the package; it holds nothing else. */
  keysFolder: string
  /** A present file of the package with its secrets hidden, for showing it; never throws. */
  maskPresent(path: string, text: string): string
  operation(cluster: Cluster): Operation
  outcome(log: string, exitStatus: number): Outcome
  /** File, relative to the package, that holds the banner after success. */
  bannerFile: string
}

export type { Mode, Role }

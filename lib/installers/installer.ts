/**
 * The interface of an installer. A new installer implements `Installer`; a new release of an installer is data
 * (`Release`). Code outside of the installer's folder does not depend on its files or prompts.
 */
import type { PreparationPlan } from '@/lib/ansible/prepare/plan'
import type { Cluster } from '@/lib/cluster/cluster'
import type { Mode, Role, SourceFacts } from '@/lib/cluster/draft/draft'
import type { OperationId, OperationRequest } from '@/lib/cluster/operations/request'
import type {
  AddonOption,
  ReleaseDefaults,
  ReleaseOptions,
  StorageOption,
} from '@/lib/cluster/release-options'
import type { TextRange } from '@/lib/secrets/mask-file'
import type { EvidenceRow } from './sources/evidence'

/** A file to write, with the ranges of its secrets. */
export interface RenderedFile {
  /** Relative to the package folder, such as `conf/hosts.ini`. */
  path: string
  text: string
  secrets: TextRange[]
}

/**
 * A private key that a rendered file refers to. It is written with mode 0600 before the installer starts, and hidden
 * from the file preview. Ansible's ssh cannot prompt for a passphrase, so the writer removes it from the file
 * (`ssh-keygen -p -N '' -f FILE`, which reads the old passphrase from standard input if that is not a terminal).
 */
export interface PrivateKeyFile extends RenderedFile {
  passphrase?: string
}

/** Programs that mount volumes of a storage class. */
export const STORAGE_CLIENTS = ['mount.nfs', 'rbd', 'mount.glusterfs'] as const
export type StorageClient = (typeof STORAGE_CLIENTS)[number]

/** How the parameters of a storage class name its servers. */
export interface StorageServers {
  /** The parameter with the servers: host names or addresses, with or without a port, or URLs; one on each line. */
  key: string
  /** The parameter with the port, if there is one. */
  portKey?: string
  /** The ports of a server that has none of its own, of which one must respond. Without any, it is not tested. */
  ports: readonly number[]
  /** A port that clients of an older protocol need. */
  portmapper?: number
}

/** A storage class, with what its clients need on the hosts. */
export interface StorageClass extends StorageOption {
  /** The program that each host needs. */
  client?: StorageClient
  /** The servers that each host must reach. */
  servers?: StorageServers
}

/** An add-on, with its page. */
export interface Addon extends AddonOption {
  /** Its page at `http://HOSTPREFIX+DOMAIN:NODEPORT`, with its documented account. */
  page?: { hostPrefix: string; nodePort: number; account: string; password: string }
}

/** The size of a host. */
export interface Size {
  cores: number
  memoryGiB: number
  diskGiB: number
}

/** The smallest size that an installer supports. The disk is that of each host. */
export interface MinimumSize extends Size {
  /** Whether each host needs these cores and this memory, or all hosts together. */
  scope: 'host' | 'cluster'
  /** What hosts with a role need instead. */
  byRole?: Partial<Record<Role, Partial<Size>>>
}

/** Kernel modules that a cluster may need. */
export const KERNEL_MODULES = [
  'br_netfilter',
  'overlay',
  'nf_conntrack',
  'ip_vs',
  'ip_vs_rr',
  'ip_vs_wrr',
  'ip_vs_sh',
  'ipip',
  'vxlan',
  'rbd',
] as const
export type KernelModule = (typeof KERNEL_MODULES)[number]

/** TCP ports that the cluster needs for itself. */
export interface PortRange {
  from: number
  to: number
  /** Only on hosts with this role. */
  role?: Role
  /** Only with this network plugin. */
  plugin?: string
  /** Only a conflict if another process listens on all addresses. */
  wildcardOnly?: boolean
}

/** Requirements for hosts other than their size and operating system. */
export interface Requirements {
  /** Supported architectures, as in `uname -m`. */
  architectures: readonly string[]
  /** Fraction of the required memory that firmware may reserve. */
  memoryTolerance: number
  /** The oldest recommended kernel, such as `4.0`. */
  kernel: string
  /** Supported cgroup versions (Kubernetes supports v2 since 1.19). */
  cgroups: readonly number[]
  /** `embedded`: a part of the product, which does not conflict with another one on the host. */
  runtime: 'docker' | 'containerd' | 'crio' | 'embedded'
  /** Whether the installer uninstalls other container runtimes that run. */
  removesOtherRuntimes?: boolean
  /** The systemd services that the installer starts, of which none may be masked. */
  services: readonly string[]
  modules: readonly KernelModule[]
  /** Additional modules by network plugin and by storage class. */
  pluginModules: Readonly<Record<string, readonly KernelModule[]>>
  storageModules: Readonly<Record<string, readonly KernelModule[]>>
  ports: readonly PortRange[]
  /** The UDP port of the pod network between hosts, by network plugin; absent if it is not known. */
  overlayPorts?: Readonly<Record<string, number>>
  /** Each host pings its own address, and stops without a response; the variable that turns this off. */
  ownPingVariable?: string
  /** The NodePort range, and the ports that the release uses apart from the console's. */
  nodePorts: { from: number; to: number; reserved: readonly number[] }
  /** Whether its playbooks need Python 2 on hosts with yum. */
  needsPython2: boolean
  /** Which Python hosts need for the release's Ansible; absent if any version works. */
  hostPython?: HostPython
  /** The Ansible versions of the taskbox that it supports, as major.minor; absent if it gets an Ansible of its own. */
  ansible?: { oldest: string; newest: string }
}

/** Versions of Python on hosts, as major.minor. */
export interface HostPython {
  oldest: string
  /** The oldest for the newest Ansible that the preparation may choose. */
  recommended?: string
  supportsPython2: boolean
  /** The versions of Ansible, for messages. */
  ansible: string
}

export interface Release extends ReleaseOptions {
  /** The version of Kubernetes that it installs by default, such as `v1.15.5`. */
  kubernetes: string
  minimum: Record<Mode, MinimumSize>
  /** Of each host; undefined if none is documented. */
  recommended: Record<Mode, Size> | undefined
  /** `host:port` of the registries that an installation uses, and of mirrors for them. Both are empty if offline. */
  egress: { registries: readonly string[]; mirrors: readonly string[] }
  /** Supported operating systems: `ID` and version prefixes of /etc/os-release. Without versions, all of them. */
  systems: readonly { id: string; versions: readonly string[] }[]
  requirements: Requirements
  storageClasses: readonly StorageClass[]
  addons: readonly Addon[]
  /** The console that the installer announces after success; undefined without a console. */
  console?: ConsoleDefaults
}

/** The console's documented defaults, and how to see its address again. */
export interface ConsoleDefaults {
  account: string
  password: string
  nodePort: number
  /** The file that contains the address, relative to the package folder; undefined if it is not on the taskbox. */
  file: string | undefined
}

/** What is read to identify a release, and to describe it. Paths are relative to the package folder. */
export interface DetectionSources {
  /** Files and folders whose presence matters. */
  files: readonly string[]
  /** Keys of YAML files whose value is on the same line, by path. */
  keys: ReadonlyMap<string, readonly string[]>
  /** Patterns (POSIX extended regular expressions) of lines, by path. */
  lines?: ReadonlyMap<string, string>
  /** Top-level keys of YAML files whose value has several lines, by path. */
  blocks?: ReadonlyMap<string, readonly string[]>
}

/** The facts read from a folder. */
export interface PackageFacts {
  /** The folder's path, and the path that it resolves to. */
  folders: readonly string[]
  /** The files that exist, of `requiredFiles` and `detectionSources`. */
  files: ReadonlySet<string>
  /** The top-level keys that a file has, by path, each with its text; undefined for a key that is commented out. */
  keys: ReadonlyMap<string, ReadonlyMap<string, string | undefined>>
  /** The lines that match the patterns, by path. */
  lines: ReadonlyMap<string, readonly string[]>
  /** The lines of a top-level key and its value, by path and key. Absent if the key is missing, or too long. */
  blocks: ReadonlyMap<string, ReadonlyMap<string, string>>
}

export type Detection =
  /** `contradictions`: evidence for another release, which was less reliable. */
  | {
      result: 'recognized'
      release: Release
      /** What the source states about itself; absent if the release is known by its id alone. */
      facts?: SourceFacts
      contradictions: readonly EvidenceRow[]
      evidence: readonly EvidenceRow[]
    }
  /** No release matches, or several do and no evidence distinguishes them. */
  | {
      result: 'unrecognized' | 'ambiguous'
      candidates: readonly Release[]
      evidence: readonly EvidenceRow[]
      /** The files name another project, such as another collection of Ansible. A search does not list it. */
      isOtherProject?: boolean
    }
  /** A required file is missing, so this is not a package of the installer. */
  | { result: 'incomplete' }

/** A prompt of the installer that Taskbox answers. */
export interface ExpectedPrompt {
  id: string
  /** Matches the end of the output, without ANSI escapes, while the prompt is open. */
  pattern: RegExp
  answer: string
}

/** A command of an operation. All steps run in one terminal; one that fails ends the job with its exit status. */
export interface Step {
  /** Relative to the source; empty for the source itself. */
  workingDirectory: string
  /** POSIX sh. `$TASKBOX_JOB` is the folder of the job. Contains no secret. */
  command: string
  /** Added to the environment of this step. */
  environment?: Readonly<Record<string, string>>
}

export interface Operation {
  id: OperationId
  steps: readonly Step[]
  /** The prompts of all steps. */
  prompts: readonly ExpectedPrompt[]
  verification: Verification
}

/** How a result is verified after the installer reported success. */
export type Verification =
  /** The report is enough: nothing is left that could answer. */
  | { kind: 'none' }
  /** The console answers. */
  | { kind: 'console' }
  /** The API is ready, and every host is a node that is Ready. */
  | {
      kind: 'cluster'
      /** The path of the administrator's kubeconfig on the control planes. */
      kubeconfig: string
      /** Names of the control planes, in the order in which the kubeconfig is looked for. */
      controlPlanes: readonly string[]
      /** The URL of the API server for users, such as `https://192.168.0.10:6443`. */
      server: string
      /** Names and addresses of the expected nodes. */
      nodes: readonly { name: string; address: string }[]
      /** Names and addresses of removed hosts, which must not be nodes any more. */
      removed?: readonly { name: string; address: string }[]
      /** The version that each node must run, such as `v1.33.1`; default: any. */
      version?: string
    }

/** Why an installer failed, by its log. Each has a text in `run.reasons`. */
export const FAILURE_REASONS = [
  'exit-status',
  'no-banner',
  /** The installer reported the failure itself. */
  'installer-failed',
  /** The product did not start in the time that the installer waits for it. */
  'startup-timeout',
  'storage-not-configured',
  /** A person ended the installer at a prompt. */
  'quit',
  'not-root',
  'apt-busy',
  /** Ansible could not be prepared on the taskbox. */
  'prepare-failed',
  /** Tasks of the playbook failed, or hosts were unreachable. */
  'playbook-failed',
  /** The playbook ended without a PLAY RECAP. */
  'no-recap',
  /** The installer cannot make a change that its configuration contains. */
  'unsupported-change',
] as const
export type FailureReason = (typeof FAILURE_REASONS)[number]

/** The outcome by the end of a log. Exit status 0 proves no success: some scripts end with it after a failure. */
export type Outcome =
  | { result: 'succeeded'; console?: { url: string; account: string; password: string } }
  | { result: 'failed'; reason: FailureReason }

/** Pictures for lists of installers. */
export type InstallerIcon = 'layers' | 'boxes' | 'feather'

/** A file that hosts download from its publisher, or from a mirror of theirs. */
export interface Download {
  /** Without credentials. `{arch}` is a placeholder for the host's `Architecture`. */
  url: string
  /** Hosts with one of these roles download it; absent: all. */
  roles?: readonly Role[]
  /** Only hosts of this architecture download it. */
  architecture?: Architecture
  /** A text, so that a response of the type of web pages proves nothing. */
  isText?: boolean
  /** The setting that gets it from elsewhere. */
  setting?: string
  /** The configured URL has credentials, without which the server may refuse. */
  needsLogin?: boolean
}

/** Architectures as Go names them. */
export type Architecture = 'amd64' | 'arm64' | 'arm'

export interface Downloads {
  files: readonly Download[]
  /** The proxies that the playbooks set, without credentials; absent: those of the login's environment. */
  proxy?: { http: string; https: string; exceptions: readonly string[] }
}

export interface Installer {
  /** `installer.id` in the cluster file, such as `kubesphere`. */
  id: string
  icon?: InstallerIcon
  /** The releases that can be named; empty if a release is described by its source. */
  releases: readonly Release[]
  /** The address of its official git repository, if its sources are published in one. */
  repository?: string
  /** The defaults of all releases, used until the release is known. */
  defaults: ReleaseDefaults
  /** Settings and storage parameters that are stored like secrets. */
  secrets: InstallerSecrets
  /**
   * The release with this id. Undefined if it is unknown, or the facts do not describe it. What it requires may depend
   * on the settings of a cluster.
   */
  release(
    id: string,
    facts: SourceFacts | undefined,
    settings?: Readonly<Record<string, string>>,
  ): Release | undefined
  /** Paths that every package of this installer has, relative to its folder; see `detect`. */
  requiredFiles: readonly string[]
  /** The facts about a folder that `detect` needs, in addition to `requiredFiles`. */
  detectionSources: DetectionSources
  /** Whether the name of a tarball is one of the installer's. */
  isTarballName(name: string): boolean
  /** Detects the release of a package by its files; the folder's name decides only between releases that match. */
  detect(facts: PackageFacts): Detection
  /** Files that `render` edits or replaces, relative to the package folder. */
  files(cluster: ClusterName): readonly string[]
  /** The subset of `files` that `render` edits, so it must be able to parse them. */
  editedFiles: readonly string[]
  /** Renders the files, based on the package's existing ones. Throws `VarsProblem` if an existing file cannot be edited. */
  render(cluster: Cluster, present: ReadonlyMap<string, string>): RenderedFile[]
  /** Private keys that the rendered files refer to; see `PrivateKeyFile`. */
  privateKeyFiles(cluster: Cluster): PrivateKeyFile[]
  /** The folder of the private keys, relative to the package folder. It contains no other files. */
  privateKeyFolder(cluster: ClusterName): string
  /** Files that the package's scripts overwrite with copies of the rendered ones, relative to the package folder. */
  copies: readonly string[]
  /** Masks the secrets of an existing file, for display. Never throws. */
  maskExistingFile(path: string, text: string): string
  /** What the installer can do to a cluster of its release; always includes `install`. */
  operations(cluster: Cluster): readonly OperationId[]
  /**
   * The steps of an operation, one of `operations`. `cluster` contains exactly the hosts that are concerned: those that are
   * part of the cluster, and those to add. Hosts to remove are still among them.
   */
  operation(cluster: Cluster, request: OperationRequest): Operation
  /** The Ansible that the first step of the operations prepares; absent if the package contains it. */
  preparation?(cluster: Cluster): PreparationPlan
  /** What hosts download, apart from container images and packages; absent if the package contains it. */
  downloads?(cluster: Cluster): Downloads
  /** The version of Kubernetes that an installation of this cluster results in, such as `v1.15.5`; empty if unknown. */
  kubernetesVersion(cluster: Cluster): string
  outcome(log: string, exitStatus: number): Outcome
  /**
   * For how many seconds the installer has been waiting for the product to start, by the end of its log; undefined while
   * it does anything else.
   */
  waitingForStartup(log: string): number | undefined
}

export interface InstallerSecrets {
  settings: ReadonlySet<string>
  /** Each with the keys of the parameters that name its destination. */
  storage: ReadonlyMap<string, readonly string[]>
}

/** An installer that keeps the files of several clusters names them after the cluster. */
export type ClusterName = Pick<Cluster, 'name'>

export type { Mode, Role, TextRange }

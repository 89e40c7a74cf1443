/** What a preparation of Ansible on the taskbox needs to know. */

/** Versions of ansible-core. */
export interface AnsibleBounds {
  /** The oldest supported version, such as `2.18.0`. */
  from: string
  /** The first unsupported version, such as `2.19.0`; undefined without an upper bound. */
  below?: string
}

/** Versions of Python as major.minor, both included. The major version is 3. */
export interface PythonRange {
  oldest: string
  newest: string
}

/** Where pip gets the packages from. Absent: the index that pip is configured for on the taskbox, by default PyPI. */
export type PackageSource =
  /** URL of a package index, such as `https://mirror.example.com/pypi/simple`. May contain credentials. */
  | { kind: 'index'; url: string }
  /** Absolute path of a folder on the taskbox with wheels and source distributions. No index is used. */
  | { kind: 'wheelhouse'; folder: string }

export interface PreparationPlan {
  /** Name of the virtual environment: installer and version, such as `kubespray-2.31.0`. */
  environment: string
  /** The path of a requirements file, relative to the source folder, or the requirements themselves. */
  requirements: string | readonly string[]
  ansible: AnsibleBounds
  python: PythonRange
  packages?: PackageSource
  /** Collections that the playbooks use, such as `ansible.posix`. The preparation fails if one is missing. */
  collections?: readonly string[]
  /** Folder of all environments; default: `ENVIRONMENTS_FOLDER`. */
  folder?: string
  limits?: Partial<Limits>
}

/** Deadlines in seconds. */
export interface Limits {
  /** For another preparation of the same environment. */
  lock: number
  /** For the whole installation by pip. */
  install: number
  /** For a response of the package index. */
  response: number
  /** How often pip repeats a request that failed. */
  retries: number
}

export const LIMITS: Limits = { lock: 1800, install: 1800, response: 15, retries: 2 }

/** Names the supported versions in a sentence: `Ansible 2.18`, `Ansible 2.15.5 or newer and older than 2.17.0`. */
export function ansibleName({ from, below }: AnsibleBounds): string {
  if (below === undefined) return `Ansible ${from} or newer`
  const [major, minor] = from.split('.').map(Number)
  const next = `${major}.${Number(minor) + 1}`
  const isOneMinor = below === next || below === `${next}.0`
  return isOneMinor ? `Ansible ${major}.${minor}` : `Ansible ${from} or newer and older than ${below}`
}

/** The minor number of a version: 18 for `2.18.0`. */
export const minorOf = (version: string): number => Number(version.split('.')[1])

/**
 * Operating systems of a Kubespray release. It asserts `supported_os_distributions`, which are names of distributions as
 * Ansible finds them; only its README names their versions.
 */
import type { Release } from '../installer'

/** The `ID` of /etc/os-release in lower case, by the name in `supported_os_distributions`. */
const IDS: Readonly<Record<string, string>> = {
  RedHat: 'rhel',
  CentOS: 'centos',
  Fedora: 'fedora',
  Ubuntu: 'ubuntu',
  Debian: 'debian',
  Flatcar: 'flatcar',
  'openSUSE Leap': 'opensuse-leap',
  'openSUSE Tumbleweed': 'opensuse-tumbleweed',
  ClearLinux: 'clear-linux-os',
  OracleLinux: 'ol',
  AlmaLinux: 'almalinux',
  Rocky: 'rocky',
  Amazon: 'amzn',
  'Kylin Linux Advanced Server': 'kylin',
  UnionTech: 'uos',
  openEuler: 'openeuler',
}

/** The same by the name in the README. */
const README_IDS: Readonly<Record<string, string>> = {
  Debian: 'debian',
  Ubuntu: 'ubuntu',
  CentOS: 'centos',
  'CentOS Stream': 'centos',
  RHEL: 'rhel',
  Fedora: 'fedora',
  openSUSE: 'opensuse-leap',
  'Oracle Linux': 'ol',
  'Alma Linux': 'almalinux',
  'Rocky Linux': 'rocky',
  'Kylin Linux Advanced Server': 'kylin',
  'Amazon Linux': 'amzn',
}

/** The `VERSION_ID` of releases of Debian that the README names. */
const CODENAMES: Readonly<Record<string, string>> = {
  Buster: '10',
  Bullseye: '11',
  Bookworm: '12',
  Trixie: '13',
  Forky: '14',
  Duke: '15',
}

const VERSION = /^(?:V?\d+(?:\.\d+)*)$/

/**
 * Reads a line of the README, such as `- **CentOS/RHEL** 7, [8, 9](docs/centos.md) (see notes)`.
 * @returns IDs with versions: `centos 7`, `centos 8`, …; none for a line about something else
 */
export function documentedSystems(line: string): string[] {
  const [, title = '', rest = ''] = /^- \*\*([^*]+)\*\*(.*)$/.exec(line) ?? []
  // `Amazon Linux 2`: the version is a part of the name.
  const [, name = '', version = ''] = /^(.*?)(?: (V?\d+))?$/.exec(title) ?? []
  const text = rest.replace(/\[([^[\]]*)\]\([^()]*\)/g, '$1').replace(/\([^()]*\)/g, '')
  const versions = [version, ...text.split(/[\s,/]+/)].flatMap(toVersion)
  const ids = name.split('/').flatMap((one) => README_IDS[one.trim()] ?? [])
  return ids.flatMap((id) => versions.map((one) => `${id} ${one}`))
}

function toVersion(word: string): string[] {
  const version = CODENAMES[word] ?? word.replace(/\.x$/, '')
  return VERSION.test(version) ? [version] : []
}

/**
 * The systems of a release: those that it accepts, with the versions that it documents. Without documented versions, all
 * versions are accepted.
 * @param names as in `supported_os_distributions` @param documented see `documentedSystems`
 */
export function supportedSystems(
  names: readonly string[],
  documented: readonly string[],
): Release['systems'] {
  const ids = new Set(names.flatMap((name) => IDS[name] ?? []))
  const pairs = documented.map((one) => one.split(' '))
  return [...ids].map((id) => ({
    id,
    versions: pairs.flatMap(([other, version = '']) => (other === id ? version : [])),
  }))
}

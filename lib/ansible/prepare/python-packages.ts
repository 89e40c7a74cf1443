/** How to install a suitable Python on the taskbox's system. */
import { minorOf, type PythonRange } from './plan'
import { quote } from './shell'

/** Systems by `ID` and the beginning of `VERSION_ID` in /etc/os-release, with the versions of Python that they package. */
interface System {
  ids: readonly string[]
  version: string
  pythons: readonly string[]
  install: (python: string) => string
}

const EL = ['rhel', 'centos', 'rocky', 'almalinux', 'ol']

/** On Debian, `venv` needs a package of its own. */
const apt = (python: string) => `apt-get install -y python${python} python${python}-venv`
const dnf = (python: string) => `dnf install -y python${python}`
const zypper = (python: string) => `zypper install -y python${python.replace('.', '')}`

/**
 * Sources: packages.debian.org, packages.ubuntu.com (universe included), Red Hat's "Installing and using dynamic
 * programming languages" for 8 and 9 (3.11 since 8.8 and 9.2, 3.12 since 8.10 and 9.4), packages.fedoraproject.org,
 * "Python in AL2023", openSUSE's and SLE's Python 3 module (3.11 since 15.4).
 */
const SYSTEMS: readonly System[] = [
  { ids: ['debian'], version: '11', pythons: ['3.9'], install: apt },
  { ids: ['debian'], version: '12', pythons: ['3.11'], install: apt },
  { ids: ['debian'], version: '13', pythons: ['3.13'], install: apt },
  { ids: ['ubuntu'], version: '20.04', pythons: ['3.8', '3.9'], install: apt },
  { ids: ['ubuntu'], version: '22.04', pythons: ['3.10', '3.11'], install: apt },
  { ids: ['ubuntu'], version: '24.04', pythons: ['3.12'], install: apt },
  { ids: EL, version: '8', pythons: ['3.11', '3.12'], install: dnf },
  { ids: EL, version: '9', pythons: ['3.11', '3.12'], install: dnf },
  { ids: EL, version: '10', pythons: ['3.12'], install: () => 'dnf install -y python3' },
  {
    ids: ['fedora'],
    version: '',
    pythons: ['3.9', '3.10', '3.11', '3.12', '3.13', '3.14'],
    install: dnf,
  },
  { ids: ['amzn'], version: '2023', pythons: ['3.11', '3.12', '3.13'], install: dnf },
  { ids: ['opensuse-leap', 'sles'], version: '15', pythons: ['3.11'], install: zypper },
]

/** Shell function `python_hint`, which prints how to install a Python of the range on this system. */
export function renderPythonHint(range: PythonRange): string {
  const isSuitable = (python: string) =>
    minorOf(python) >= minorOf(range.oldest) && minorOf(python) <= minorOf(range.newest)
  const cases = SYSTEMS.flatMap(({ ids, version, pythons, install }) => {
    const python = pythons.findLast(isSuitable)
    if (python === undefined) return []
    const pattern = ids.map((id) => `${id}:${version}*`).join(' | ')
    return [`    ${pattern}) echo ${quote(`as root, run: ${install(python)}`)} ;;`]
  })
  const other = `with uv (uv python install ${range.newest}) or pyenv (pyenv install ${range.newest})`
  return `python_hint() (
  ID='' VERSION_ID=''
  [ ! -r /etc/os-release ] || . /etc/os-release
  case $ID:$VERSION_ID in
${cases.join('\n')}
    *) echo ${quote(other)} ;;
  esac
)`
}

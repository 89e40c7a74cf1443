/** Finds a Python on the taskbox that Ansible supports and that can create virtual environments. */
import { ansibleName, minorOf, type PreparationPlan, type PythonRange } from './plan'
import { renderPythonHint } from './python-packages'
import { banner, quote } from './shell'

/**
 * Prints the version and the missing modules. Debian packages ensurepip separately; a Python built without the headers
 * of OpenSSL, zlib or libffi lacks modules that pip and Ansible import. pip needs distutils before Python 3.12.
 */
const PROBE_PY = `\
import sys
names = ['venv', 'ensurepip', 'ssl', 'zlib', 'ctypes', 'fcntl']
if sys.version_info < (3, 12):
    names.append('distutils.util')
missing = []
for name in names:
    try:
        __import__(name)
    except Exception:
        missing.append(name)
print('%d %d %d %s' % (sys.version_info[:3] + (','.join(missing),)))
`

/** Folders of Pythons that are often not in the PATH of a non-interactive shell: built by hand, of pyenv, of uv. */
const USUAL_FOLDERS = [
  '/usr/bin',
  '/usr/local/bin',
  '/opt/python*/bin',
  '/opt/python/*/bin',
  '"$HOME"/.local/bin',
  '"$HOME"/.pyenv/versions/*/bin',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expansion of the shell
  '"${UV_PYTHON_INSTALL_DIR:-$HOME/.local/share/uv/python}"/*/bin',
]

/** Versions that are named if none is suitable. */
const KNOWN_MINORS = Array.from({ length: 12 }, (_, index) => 6 + index)

const PROBE_SECONDS = 20

/**
 * Shell code that sets `python` and `version` (3.11.2), or fails with the Pythons that it found and how to install one.
 * The newest version is preferred, but of a wheelhouse the versions that its wheels are for.
 */
export function renderFindPython({ python: range, packages, ansible }: PreparationPlan): string {
  const title = pythonName(range)
  const wheelhouse = packages?.kind === 'wheelhouse' ? packages.folder : undefined
  return `${banner('TASK', `Find ${title}`)}
${EXAMINE}
python='' version='' found='' examined=$n
in_range() { [ "$1" = 3 ] && [ "$2" -ge ${minorOf(range.oldest)} ] && [ "$2" -le ${minorOf(range.newest)} ]; }
minors=${quote(minorsOf(range).join(' '))}
${wheelhouse === undefined ? '' : renderWheelOrder(wheelhouse)}
for minor in $minors; do look_for python3.$minor && break; done
[ "$python" ] || look_for python3 || for minor in ${KNOWN_MINORS.join(' ')}; do look_for python3.$minor; done
${renderPythonHint(range)}
[ "$python" ] || fail "${ansibleName(ansible)} needs ${title} on the taskbox. Found: \${found:-no Python}. Install one: $(python_hint). Then run the install again."
ok "$python ($version)"`
}

/** Names a range in a sentence: `Python 3.11 to 3.13`. */
const pythonName = ({ oldest, newest }: PythonRange): string =>
  oldest === newest ? `Python ${oldest}` : `Python ${oldest} to ${newest}`

/** The newest first. */
function minorsOf({ oldest, newest }: PythonRange): number[] {
  const length = Math.max(0, minorOf(newest) - minorOf(oldest) + 1)
  return Array.from({ length }, (_, index) => minorOf(newest) - index)
}

/**
 * `examine PATH` accepts a Python, or adds it to `found` with the reason. The same file is examined once, whatever links
 * to it. pyenv has scripts in the PATH for versions that are not enabled; they fail.
 */
const EXAMINE = `examine() {
  case $1 in /*) ;; *) return 1 ;; esac
  [ -f "$1" ] && [ -x "$1" ] || return 1
  file=$(readlink -f -- "$1" 2>/dev/null) || file=$1
  case $examined in *"$n$file$n"*) return 1 ;; esac
  examined=$examined$file$n
  facts=$(within ${PROBE_SECONDS} "$1" -I -c ${quote(PROBE_PY)} </dev/null 2>/dev/null)
  case $facts in
    [0-9]*\\ [0-9]*\\ [0-9]*) set -- "$1" $facts ;;
    *) found="$found\${found:+, }$1 (does not run)"; return 1 ;;
  esac
  if in_range "$2" "$3"; then
    [ "$5" ] || { python=$1 version=$2.$3.$4; return 0; }
    found="$found\${found:+, }$1 ($2.$3.$4, lacks $5)"
  else
    found="$found\${found:+, }$1 ($2.$3.$4)"
  fi
  return 1
}
places=$(
  printf '%s\\n' "$PATH" | tr : '\\n'
  for place in ${USUAL_FOLDERS.join(' ')}; do printf '%s\\n' "$place"; done
)
look_for() {
  while IFS= read -r place; do
    examine "$place/$1" && return 0
  done <<END
$places
END
  return 1
}`

/** Wheels with compiled code are for one version of Python, whose tag is in their name. */
const renderWheelOrder = (wheelhouse: string): string => `with_wheels='' without_wheels=''
for minor in $minors; do
  set -- ${quote(wheelhouse)}/*-cp3$minor-cp3$minor-*.whl
  if [ -e "$1" ]; then with_wheels="$with_wheels $minor"; else without_wheels="$without_wheels $minor"; fi
done
minors="$with_wheels $without_wheels"`

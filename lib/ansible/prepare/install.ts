/** Creates a virtual environment and installs the requirements into it. */
import { LIMITS, type PackageSource, type PreparationPlan } from './plan'
import { banner, quote } from './shell'

/**
 * Shell code that builds the environment in a folder of its own, `build`, which is deleted at the end if it is not
 * complete. An environment cannot be moved, since its scripts contain its path: it becomes current by a symbolic link.
 * `venv` does not report a full disk, but `cat` does.
 */
export const renderCreate = (): string => `${banner('TASK', 'Create the virtual environment')}
build=
trap '[ -z "$build" ] || rm -rf -- "$build"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
build=$environment.build-$(date +%s)-$$
output=$(within 300 "$python" -I -m venv "$build" </dev/null 2>&1) || fail "$python -m venv failed: $output
$( { head -c 65536 /dev/zero | cat >"$build/full"; } 2>&1)"
changed "$build"`

/**
 * Shell code that runs pip with its output in the terminal. The URL of an index is in the environment, not among the
 * arguments, which every user can read.
 */
export function renderInstall(plan: PreparationPlan): string {
  const { requirements, packages } = plan
  const limits = { ...LIMITS, ...plan.limits }
  const isFile = typeof requirements === 'string'
  const file = isFile ? quote(requirements) : '"$build/requirements.txt"'
  const options = [
    '--no-input --disable-pip-version-check --progress-bar off',
    `--timeout ${limits.response} --retries ${limits.retries} --log "$build/pip.log"`,
    ...(packages?.kind === 'wheelhouse' ? [`--no-index --find-links ${quote(packages.folder)}`] : []),
  ]
  return `${banner('TASK', `Install Ansible${sourceName(packages)}`)}
${isFile ? '' : 'requirements >"$build/requirements.txt"'}
( umask 077; : >"$build/pip.log" )
within ${limits.install} "$build/bin/python" -I -m pip install ${options.join(' ')} -r ${file} </dev/null
status=$?
${renderExplain(plan)}
[ $status = 0 ] || fail "$(explain)"
rm -f -- "$build/pip.log"
changed ${quote(isFile ? requirements : requirements.join(', '))}`
}

/** Where the packages come from, without the credentials of a URL; empty for the configuration of the taskbox. */
function sourceName(packages: PackageSource | undefined): string {
  if (packages === undefined) return ''
  return ` from ${packages.kind === 'index' ? new URL(packages.url).host : packages.folder}`
}

/**
 * The environment of the step. It overrides files of pip's configuration that a virtual environment cannot satisfy. pip
 * ignores an index of plain HTTP unless its host is named as trusted.
 */
export function installEnvironment({ packages }: PreparationPlan): Record<string, string> {
  const common = { PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0' }
  if (packages?.kind !== 'index') return common
  const { protocol, host } = new URL(packages.url)
  return {
    ...common,
    PIP_INDEX_URL: packages.url,
    ...(protocol === 'http:' && { PIP_TRUSTED_HOST: host }),
  }
}

/** Lines of pip's log that name a reason. */
const REASONS =
  '^(ERROR: |WARNING: (Retrying|Skipping page|The repository)|Could not fetch URL|error: )|[a-z] error: '

/** The end of a traceback, which pip logs for errors that it does not expect, such as a download that stalls. */
const EXCEPTION = '^[A-Za-z_.0-9]+(Error|Exception|BadZipFile): '

/** Lines that prove that a page belongs to an index, or that no page was fetched. */
const KNOWN_PAGE = 'Could not fetch URL|Skipping page|[Ll]ink.*\\.(whl|tar\\.gz|zip)'

/**
 * Shell function `explain`: why pip failed, by its log, whose lines begin with a time. pip itself does not report that an
 * index answers with a web page, such as the sign-in page of a network: it finds no version there.
 */
function renderExplain({ requirements, limits, packages }: PreparationPlan): string {
  const what = typeof requirements === 'string' ? requirements : 'the requirements'
  const deadline = `pip did not finish within ${limits?.install ?? LIMITS.install} s.`
  return `reasons() { LC_ALL=C sed 's/^[0-9-]*T[0-9:]*,[0-9]* *//' "$build/pip.log" | LC_ALL=C grep -E "$1" | LC_ALL=C cut -c 1-500; }
explain() {
  [ $status != 124 ] || echo ${quote(deadline)}
  echo ${quote(`pip could not install ${what} with Python `)}"$version (exit status $status)."
  if grep -q 'No matching distribution' "$build/pip.log" && [ -z "$(reasons ${quote(KNOWN_PAGE)})" ]; then
    page=$(LC_ALL=C sed -n 's/^.* Getting page \\([^ ]*\\).*/\\1/p' "$build/pip.log" | tail -n 1)
    [ -z "$page" ] || echo "$page offers no packages. It seems to be a web page, not a package index."
  fi
${packages?.kind === 'wheelhouse' ? renderExplainWheels(packages.folder) : ''}
  reasons ${quote(REASONS)} | awk '!seen[$0]++' | tail -n 10
  [ -z "$(reasons 'ERROR: Exception:')" ] || reasons ${quote(EXCEPTION)} | tail -n 1
}`
}

/** Prints the versions of Python that the wheels are for, unless this version is one of them. */
const renderExplainWheels = (folder: string): string =>
  `  set -- $(ls ${quote(folder)} | sed -n 's/.*-cp3\\([0-9]*\\)-cp3.*\\.whl$/3.\\1/p' | sort -u)
  case " $* " in
    '  ' | *" \${version%.*} "*) ;;
    *) echo ${quote(`${folder} contains wheels for Python `)}"$*." ;;
  esac`

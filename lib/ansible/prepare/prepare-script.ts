/**
 * The first step of an installation by playbooks: a virtual environment with the version of Ansible that they need, one
 * for each release of the installer. An environment that is complete is used again.
 */
import { MARKER } from './environment'
import { renderFindPython } from './find-python'
import { renderCheckFolder, renderLock } from './folder'
import { renderInspect } from './inspect'
import { installEnvironment, renderCreate, renderInstall } from './install'
import { ansibleName, type PreparationPlan } from './plan'
import { banner, quote, SHELL_FUNCTIONS } from './shell'

/** The name of the play begins with this. */
export const PREPARATION_PLAY = 'Taskbox: prepare'

/** A step of the job, to be run in the source folder. */
export interface Preparation {
  /** For POSIX sh; contains no secret. Exits with 0, or with 2 after a failure, which it explains. */
  command: string
  /** Environment of the step. May contain the credentials of a package index. */
  environment: Record<string, string>
}

/**
 * Renders the step. Later steps run the programs of `ansibleEnvironmentPath(plan.environment)`. The step prints no PLAY
 * RECAP, since only the installer's own may say that it ran.
 */
export function renderPreparation(plan: PreparationPlan): Preparation {
  const parts = [
    'umask 022',
    'unset PYTHONHOME PYTHONPATH PYTHONSTARTUP',
    SHELL_FUNCTIONS,
    banner('PLAY', `${PREPARATION_PLAY} ${ansibleName(plan.ansible)}`),
    renderCheckFolder(plan),
    renderCheckFiles(plan),
    renderFindPython(plan),
    renderInspect(plan),
    renderReuse(plan),
    renderCreate(),
    renderInstall(plan),
    renderComplete(),
    END,
  ]
  return { command: parts.filter(Boolean).join('\n'), environment: installEnvironment(plan) }
}

/** Fails if the file of the requirements or the folder of the wheels does not exist. */
function renderCheckFiles({ requirements, packages }: PreparationPlan): string {
  const file = typeof requirements === 'string' ? requirements : undefined
  const folder = packages?.kind === 'wheelhouse' ? packages.folder : undefined
  if (file === undefined && folder === undefined) return ''
  const isMissing = quote(`${file} is missing.`)
  return [
    banner('TASK', 'Check the requirements'),
    ...(file === undefined ? [] : [`[ -r ${quote(file)} ] || fail "The file $PWD/"${isMissing}`]),
    ...(folder === undefined ? [] : [renderCheckWheelhouse(folder)]),
    `ok ${quote([file, folder].filter(Boolean).join(', '))}`,
  ].join('\n')
}

function renderCheckWheelhouse(folder: string): string {
  const files = ['whl', 'tar.gz', 'zip'].map((ending) => `${quote(folder)}/*.${ending}`)
  return `[ -d ${quote(folder)} ] || fail ${quote(`The folder ${folder} does not exist on the taskbox.`)}
packages=''
for file in ${files.join(' ')}; do [ ! -e "$file" ] || packages=1; done
[ "$packages" ] || fail ${quote(`The folder ${folder} contains no Python packages.`)}`
}

/** The format of an environment. Environments of another format are built again. */
const FORMAT = 1

const HASH_PY = `\
import hashlib, sys
print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())
`

/**
 * Shell code that ends the step if the environment is complete and works. Otherwise it deletes what earlier runs left.
 * Environments that processes still use are kept.
 */
function renderReuse(plan: PreparationPlan): string {
  return `${banner('TASK', 'Look for a prepared environment')}
${renderLock(plan)}
wanted="${FORMAT} $(requirements | "$python" -I -c ${quote(HASH_PY)})"
finish() {
  printf '\\nPLAYBOOK: Ansible %s of %s\\n' "$1" "$environment"
  exit 0
}
if [ ! -e "$environment" ]; then problem='It does not exist.'
elif [ ! -f "$environment/${MARKER}" ]; then problem='It is incomplete.'
elif [ "$(cat -- "$environment/${MARKER}")" != "$wanted" ]; then problem='Its requirements have changed.'
elif problem=$(inspect "$environment"); then
  ok "$environment contains Ansible $problem"
  finish "$problem"
fi
delete_unused() {
  for old in "$environment".build-*; do
    [ -d "$old" ] || continue
    [ "\${old##*/}" != "$(readlink -- "$environment")" ] || continue
    echo "$old/" | grep -qsF -f - /proc/[0-9]*/cmdline || rm -rf -- "$old"
  done
}
delete_unused
[ -L "$environment" ] || rm -rf -- "$environment"
ok "$environment: $problem"`
}

/** Arguments: the link, its target, and a temporary name. */
const LINK_PY = `\
import os, sys
link, target, temporary = sys.argv[1:]
if os.path.lexists(temporary):
    os.remove(temporary)
os.symlink(target, temporary)
os.rename(temporary, link)
`

/** Shell code that verifies the new environment, and only then replaces the previous one by it. */
const renderComplete = (): string => `${banner('TASK', 'Verify Ansible')}
installed=$(inspect "$build") || fail "$installed"
{ echo "$wanted" >"$build/${MARKER}" && "$python" -I -c ${quote(LINK_PY)} "$environment" "\${build##*/}" "$environment.new"; } ||
  fail "$environment cannot be replaced."
build=
delete_unused
ok "Ansible $installed"`

/**
 * Ends the log's playbook run as `PLAYBOOK: ` does, which Ansible prints with -vv: results of the installer's playbooks
 * for localhost are not added to those of this step.
 */
const END = 'finish "$installed"'

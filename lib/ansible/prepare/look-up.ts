/** Looks up what a preparation will find on the taskbox, without changing it. */
import { ansibleEnvironmentPath, environmentsFolder, MARKER } from './environment'
import { renderFindPython } from './find-python'
import type { PreparationPlan } from './plan'
import { quote, SHELL_FUNCTIONS } from './shell'

/**
 * sh, without secrets. Prints `prepared PATH` if the environment is complete, `free KIB FOLDER`, `wheels missing`, and
 * either `python PATH (VERSION)`, or `found PYTHONS` and `hint TEXT`. Other lines have no meaning.
 */
export function renderLookUp(plan: PreparationPlan): string {
  const { environment, folder, packages } = plan
  const wheels = packages?.kind === 'wheelhouse' ? packages.folder : undefined
  return `unset PYTHONHOME PYTHONPATH PYTHONSTARTUP
${SHELL_FUNCTIONS}
ok() { printf 'python %s\\n' "$1"; }
fail() { printf 'found %s\\nhint %s\\n' "$found" "$(python_hint)"; exit 0; }
base=${environmentsFolder(folder)}
environment=${ansibleEnvironmentPath(environment, folder)}
[ ! -f "$environment/${MARKER}" ] || [ ! -x "$environment/bin/ansible-playbook" ] || printf 'prepared %s\\n' "$environment"
place=$base
while [ ! -d "$place" ]; do
  place=\${place%/*}
  place=\${place:-/}
done
printf 'free %s %s\\n' "$(within 10 df -Pk -- "$place" | awk 'NR == 2 { print $4 }')" "$base"
${wheels === undefined ? '' : `[ -d ${quote(wheels)} ] || echo 'wheels missing'`}
${renderFindPython(plan)}`
}

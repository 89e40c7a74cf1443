/**
 * A job: the installer, detached on the taskbox in a pseudo-terminal. It outlives the connection that started it and
 * this process. Its whole state is in its folder (files.ts), so that any process can attach to it.
 */
import { type Machine, MachineFailure } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { fileFailure } from '../../machine/shell-files'
import { RequestFailure } from '../../request-failure'
import { type JobStep, renderCommandFile } from './command'
import { JOBS_FOLDER, MAIN_SH, REPORT_DISK_FULL, SET_ALIVE } from './files'
import { FOLLOW_PY } from './follow-program'
import { LOCK_IS_LINK, LOCK_NAME, OPEN_LOCK } from './lock'
import { TERMINAL_PY } from './terminal'

export interface JobPlan {
  /** Letters, digits, `-` and `_`. A run has one job; starting it again returns the same one. */
  runId: string
  /** Run in this order, until one fails. */
  steps: readonly JobStep[]
  /** Added to the login environment of all steps. */
  environment?: Readonly<Record<string, string>>
  /** Folder of all jobs; default: `JOBS_FOLDER`. */
  jobsFolder?: string
  /** Program for the pseudo-terminal: a Python interpreter or `script`. Default: the first that works. */
  terminal?: string
  /** The package's folder. While this job runs, no other job can start with the same package. */
  packageFolder?: string
  /** Manifest as JSON, without secrets; see manifest.ts. */
  manifest?: string
  /** Wait for `releaseJob` before running the command. */
  awaitRelease?: boolean
}

const START_TIMEOUT_MS = 30_000

const TERMINALS = [
  '/usr/bin/python3',
  'python3',
  '/usr/bin/python2',
  'python2',
  'python',
  '/usr/libexec/platform-python',
  'script',
]

const NO_TERMINAL = 69
const NOT_STARTED = 70
const PACKAGE_LOCKED = 71

/**
 * Starts the job, or returns the existing one: creating the folder is atomic. Resolves with the folder once main runs.
 * Throws `run-active` if another run has locked the package, `package-lock-linked` if the lock file is a link,
 * `disk-full`, `file-access` (also if another user owns the folder of all jobs), or `protocol` with reason
 * `noPseudoTerminal` or `jobNotStarted`.
 */
export async function startJob(machine: Machine, plan: JobPlan): Promise<string> {
  if (!/^[\w-]{1,64}$/.test(plan.runId)) throw new TypeError('A run id is letters, digits, - and _')
  // The script is passed on standard input: its environment may contain secrets, and every user can read arguments.
  const { code, stdout, stderr } = await machine.exec('exec sh', {
    input: startScript(plan),
    deadlineMs: START_TIMEOUT_MS,
  })
  const where = { machine: machine.label || 'local' }
  const output = stdout.toString('utf8').trim()
  if (code === 0) return output
  if (code === PACKAGE_LOCKED)
    throw new RequestFailure('run-active', {
      run: output.split(' ')[0] ?? '',
      package: plan.packageFolder ?? '',
    })
  if (code === LOCK_IS_LINK)
    throw new RequestFailure('package-lock-linked', { path: lockPath(plan.packageFolder ?? '') })
  if (code === NO_TERMINAL) throw new MachineFailure('protocol', { ...where, reason: 'noPseudoTerminal' })
  if (code === NOT_STARTED) throw new MachineFailure('protocol', { ...where, reason: 'jobNotStarted' })
  throw fileFailure('write', plan.jobsFolder ?? plan.packageFolder ?? 'taskbox/jobs', where.machine, stderr)
}

/** Releases a waiting job; does nothing if it already started. Throws `protocol`, `jobNotStarted` if the job is gone. */
export async function releaseJob(machine: Machine, job: string): Promise<void> {
  const script = `cd -- ${quote(job)} || exit ${NOT_STARTED}
mv held once/held 2>/dev/null
[ ! -e expired ] || exit ${NOT_STARTED}
${waitUntil('[ -e begun ] || [ -e exit ]')}`
  const { code } = await machine.exec(script, { deadlineMs: START_TIMEOUT_MS, idempotent: true })
  if (code !== 0)
    throw new MachineFailure('protocol', { machine: machine.label || 'local', reason: 'jobNotStarted' })
}

/** Shell code that waits for a condition of the job, at most about ten seconds. */
function waitUntil(condition: string): string {
  return `n=0
until ${condition}; do
  n=$((n+1))
  [ $n -lt 200 ] || exit ${NOT_STARTED}
  sleep 0.05 2>/dev/null || sleep 1
  [ $((n % 20)) != 0 ] || [ ! -e pid ] || { ${SET_ALIVE}
    $alive || [ -e begun ] || exit ${NOT_STARTED}; }
done`
}

/**
 * setsid forks only if the caller leads a process group; nested, the inner one always does. A background job of the
 * shell (`&`) would ignore SIGINT, and so would its children. Under systemd the job gets its own scope, because stopping
 * a service or a login session kills its whole control group.
 */
function launch(runId: string): string {
  const main = 'setsid sh ./main'
  const scope = `systemd-run --quiet --scope --unit=taskbox-run-${runId} ${main}`
  // Main runs only once, so it can be called again without a scope if systemd-run fails.
  const scoped = `exec setsid sh -c ${quote(`${scope} 2>/dev/null || ${main}`)}`
  return `if [ -d /run/systemd/system ] && [ "$(id -u)" = 0 ] && command -v systemd-run >/dev/null; then
    setsid sh -c ${quote(scoped)} </dev/null >/dev/null 2>>log
  else
    setsid sh -c ${quote(`exec ${main}`)} </dev/null >/dev/null 2>>log
  fi`
}

function startScript({
  jobsFolder,
  runId,
  terminal,
  manifest = '{}',
  awaitRelease = false,
  ...plan
}: JobPlan): string {
  const file = (name: string, text: string) => `printf %s ${quote(text)} >${name}`
  const lock = plan.packageFolder ? `${OPEN_LOCK}\nopen_lock ${quote(lockPath(plan.packageFolder))}` : ':'
  return `export LC_ALL=C
umask 077
${findTerminal(terminal ? [terminal] : TERMINALS)}
jobs=${jobsFolder ? quote(jobsFolder) : JOBS_FOLDER}
job=$jobs/${runId}
mkdir -p -- "$jobs" && cd -- "$jobs" || exit 1
[ -O . ] || { echo 'Permission denied' >&2; exit 1; }
if mkdir ./${runId} 2>/dev/null; then
  { cd ./${runId} && mkdir answers && mkfifo in && : >log && ${[
    file('command', renderCommandFile(plan)),
    file('main', MAIN_SH),
    file('terminal', TERMINAL_PY),
    file('follow', FOLLOW_PY),
    file('about', manifest),
    `echo ${quote(plan.packageFolder ?? '')} >package`,
    'echo "$python" >python',
    ...(awaitRelease ? [': >held'] : []),
  ].join(
    ' && ',
  )} && ( ${lock} ) ; } || { status=$?; ${REPORT_DISK_FULL}; rm -rf -- "$job"; [ $status = ${LOCK_IS_LINK} ] || status=1; exit $status; }
  unset LC_ALL
  ${launch(runId)}
else
  cd ./${runId} || exit 1
fi
${waitUntil('[ -e pid ] || [ -e refused ]')}
if [ -e refused ]; then
  cat refused
  cd .. && rm -rf -- "$job"
  exit ${PACKAGE_LOCKED}
fi
pwd
`
}

const lockPath = (folder: string) => `${folder}/${LOCK_NAME}`

function findTerminal(candidates: readonly string[]): string {
  return `for python in ${candidates.map(quote).join(' ')}; do
  if [ "$python" = script ]; then
    command -v script >/dev/null && command -v flock >/dev/null && python= && break
  elif "$python" -E -S -c 'import fcntl, pty, select, termios' </dev/null >/dev/null 2>&1; then
    python=$(command -v "$python") && break
  fi
  python=none
done
[ "$python" != none ] || exit ${NO_TERMINAL}`
}

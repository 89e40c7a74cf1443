/**
 * A job: the installer, detached on the taskbox under a pseudo-terminal. It outlives the connection that started it
 * and this process; all that is known of it lies in its folder (job-files.ts), so anybody may come back to it.
 */
import { type Machine, MachineFailure } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { fileFailure } from '../../machine/shell-files'
import { RequestFailure } from '../../request-failure'
import { renderCommandFile } from './command'
import { JOBS_FOLDER, MAIN_SH, REPORT_DISK_FULL, SET_ALIVE } from './files'
import { FOLLOW_PY } from './follower'
import { LOCK_IS_LINK, LOCK_NAME, OPEN_LOCK } from './lock'
import { TERMINAL_PY } from './terminal'

export { answerJob, readAnswers } from './answers'
export { findJob, readJobState as jobState } from './state'
export { jobSshSessions as hostWork, stopJob } from './stop'

export interface JobPlan {
  /** Letters, digits, `-` and `_`; a run has one job, however often it is started. */
  runId: string
  workingDirectory: string
  /** A command of POSIX sh. */
  command: string
  /** Added to what a login gives. */
  environment?: Readonly<Record<string, string>>
  /** Folder of all jobs; default: see `JOBS`. */
  jobs?: string
  /** What makes the pseudo-terminal: a Python interpreter, or `script`. Default: the first that works. */
  terminal?: string
  /** The package's folder: while this job lives, no other Taskbox starts a job with the same. */
  package?: string
  /** What it is, for whoever finds it there: JSON, without secrets. */
  about?: string
  /** It waits for `releaseJob` before it begins. */
  held?: boolean
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
 * Starts the job, or finds the one that was started before: making its folder is the lock. Resolves with the folder
 * once its process has begun (and, where it is `held`, waits). Throws `run-active` where another run holds the
 * package, `package-lock-linked` where its lock is a link, `disk-full`, `file-access` (also where another user owns the
 * folder of all jobs), or `protocol` with reason
 * `noPseudoTerminal` or `jobNotBegun`.
 */
export async function startJob(machine: Machine, plan: JobPlan): Promise<string> {
  if (!/^[\w-]{1,64}$/.test(plan.runId)) throw new TypeError('A run id is letters, digits, - and _')
  // The script goes by standard input: its environment may hold secrets, and arguments can be seen by everybody.
  const { code, stdout, stderr } = await machine.exec('exec sh', {
    input: startScript(plan),
    deadlineMs: START_TIMEOUT_MS,
  })
  const where = { machine: machine.label || 'local' }
  const output = stdout.toString('utf8').trim()
  if (code === 0) return output
  if (code === PACKAGE_LOCKED)
    throw new RequestFailure('run-active', { run: output.split(' ')[0] ?? '', package: plan.package ?? '' })
  if (code === LOCK_IS_LINK)
    throw new RequestFailure('package-lock-linked', { path: lockPath(plan.package ?? '') })
  if (code === NO_TERMINAL) throw new MachineFailure('protocol', { ...where, reason: 'noPseudoTerminal' })
  if (code === NOT_STARTED) throw new MachineFailure('protocol', { ...where, reason: 'jobNotBegun' })
  throw fileFailure('write', plan.jobs ?? plan.package ?? 'taskbox/jobs', where.machine, stderr)
}

/** Lets a held job begin; does nothing to one that has begun. Throws `protocol`, `jobNotBegun` where it is gone. */
export async function releaseJob(machine: Machine, job: string): Promise<void> {
  const script = `cd -- ${quote(job)} || exit ${NOT_STARTED}
mv held once/held 2>/dev/null
[ ! -e expired ] || exit ${NOT_STARTED}
${waitUntil('[ -e begun ] || [ -e exit ]')}`
  const { code } = await machine.exec(script, { deadlineMs: START_TIMEOUT_MS, idempotent: true })
  if (code !== 0)
    throw new MachineFailure('protocol', { machine: machine.label || 'local', reason: 'jobNotBegun' })
}

/** sh that waits for something of a job, for as long as the job may take for it. */
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
 * setsid forks only where it leads a process group; put twice, the inner one always does. A job put into the
 * background with `&` would ignore SIGINT, and so would everything it starts. Where systemd is, the job gets a scope
 * of its own: a service or a login session that is stopped takes its whole control group with it.
 */
function launch(runId: string): string {
  const main = 'setsid sh ./main'
  const scope = `systemd-run --quiet --scope --unit=taskbox-run-${runId} ${main}`
  // Main begins once, whoever calls it: where there is no scope to be had, it is called again without.
  const scoped = `exec setsid sh -c ${quote(`${scope} 2>/dev/null || ${main}`)}`
  return `if [ -d /run/systemd/system ] && [ "$(id -u)" = 0 ] && command -v systemd-run >/dev/null; then
    setsid sh -c ${quote(scoped)} </dev/null >/dev/null 2>>log
  else
    setsid sh -c ${quote(`exec ${main}`)} </dev/null >/dev/null 2>>log
  fi`
}

function startScript({ jobs, runId, terminal, about = '{}', held = false, ...plan }: JobPlan): string {
  const file = (name: string, text: string) => `printf %s ${quote(text)} >${name}`
  const lock = plan.package ? `${OPEN_LOCK}\nopen_lock ${quote(lockPath(plan.package))}` : ':'
  return `export LC_ALL=C
umask 077
${findTerminal(terminal ? [terminal] : TERMINALS)}
jobs=${jobs ? quote(jobs) : JOBS_FOLDER}
job=$jobs/${runId}
mkdir -p -- "$jobs" && cd -- "$jobs" || exit 1
[ -O . ] || { echo 'Permission denied' >&2; exit 1; }
if mkdir ./${runId} 2>/dev/null; then
  { cd ./${runId} && mkdir answers && mkfifo in && : >log && ${[
    file('command', renderCommandFile(plan)),
    file('main', MAIN_SH),
    file('terminal', TERMINAL_PY),
    file('follow', FOLLOW_PY),
    file('about', about),
    `echo ${quote(plan.package ?? '')} >package`,
    'echo "$python" >python',
    ...(held ? [': >held'] : []),
  ].join(
    ' && ',
  )} && ( ${lock} ) ; } || { why=$?; ${REPORT_DISK_FULL}; rm -rf -- "$job"; [ $why = ${LOCK_IS_LINK} ] || why=1; exit $why; }
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

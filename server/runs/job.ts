/**
 * A job: the installer, detached on the taskbox under a pseudo-terminal. It outlives the connection that started it
 * and this process; all that is known of it lies in its folder (job-files.ts), so anybody may come back to it.
 */
import { type Machine, MachineFailure } from '../machine/machine'
import { quote } from '../machine/quote'
import { fileFailure } from '../machine/shell-files'
import { commandFile, FOLLOW_PY, MAIN, TERMINAL_PY } from './job-files'

export { answerJob, readAnswers } from './job-answers'
export { jobState } from './job-state'
export { stopJob } from './job-stop'

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
}

const START_MS = 30_000

/** Root's jobs lie where no other user can write, and survive a restart; anybody else's in their own state folder. */
const JOBS = `$([ "$(id -u)" = 0 ] && echo /var/lib/taskbox/jobs || echo "\${XDG_STATE_HOME:-$HOME/.local/state}/taskbox/jobs")`

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
const NOT_BEGUN = 70

/**
 * Starts the job, or finds the one that was started before: making its folder is the lock. Resolves with the folder
 * once its process has begun. Throws `disk-full`, `file-access`, or `protocol` with reason `noPseudoTerminal` or
 * `jobNotBegun`.
 */
export async function startJob(machine: Machine, plan: JobPlan): Promise<string> {
  if (!/^[\w-]{1,64}$/.test(plan.runId)) throw new TypeError('A run id is letters, digits, - and _')
  // The script goes by standard input: its environment may hold secrets, and arguments can be seen by everybody.
  const { code, stdout, stderr } = await machine.exec('exec sh', {
    input: startScript(plan),
    deadlineMs: START_MS,
  })
  const where = { machine: machine.label || 'local' }
  if (code === 0) return stdout.toString('utf8').trim()
  if (code === NO_TERMINAL) throw new MachineFailure('protocol', { ...where, reason: 'noPseudoTerminal' })
  if (code === NOT_BEGUN) throw new MachineFailure('protocol', { ...where, reason: 'jobNotBegun' })
  throw fileFailure('write', plan.jobs ?? 'taskbox/jobs', where.machine, stderr)
}

/**
 * setsid forks only where it leads a process group; put twice, the inner one always does. A job put into the
 * background with `&` would ignore SIGINT, and so would everything it starts.
 */
function startScript({ jobs, runId, terminal, ...plan }: JobPlan): string {
  const file = (name: string, text: string) => `printf %s ${quote(text)} >${name}`
  return `export LC_ALL=C
umask 077
${findTerminal(terminal ? [terminal] : TERMINALS)}
jobs=${jobs ? quote(jobs) : JOBS}
job=$jobs/${runId}
mkdir -p -- "$jobs" && cd -- "$jobs" || exit 1
if mkdir ./${runId} 2>/dev/null; then
  { cd ./${runId} && mkdir answers && mkfifo in && : >log && ${[
    file('command', commandFile(plan)),
    file('main', MAIN),
    file('terminal', TERMINAL_PY),
    file('follow', FOLLOW_PY),
    'echo "$python" >python',
  ].join(' && ')} || { rm -rf -- "$job"; false; }; } || exit 1
  unset LC_ALL
  setsid sh -c 'exec setsid sh ./main' </dev/null >/dev/null 2>>log
else
  cd ./${runId} || exit 1
fi
n=0
until [ -e pid ]; do
  n=$((n+1))
  [ $n -lt 200 ] || exit ${NOT_BEGUN}
  sleep 0.05 2>/dev/null || sleep 1
done
pwd
`
}

function findTerminal(candidates: readonly string[]): string {
  return `for python in ${candidates.map(quote).join(' ')}; do
  if [ "$python" = script ]; then
    command -v script >/dev/null && python= && break
  elif "$python" -E -S -c 'import fcntl, pty, select, termios' </dev/null >/dev/null 2>&1; then
    python=$(command -v "$python") && break
  fi
  python=none
done
[ "$python" != none ] || exit ${NO_TERMINAL}`
}

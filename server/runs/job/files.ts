/**
 * The files of a job on the taskbox. Its programs are written into its folder when it starts and must run on any
 * taskbox: POSIX sh, and Python 2.6 or later (terminal.ts, follow-program.ts).
 *
 * A job's folder (mode 0700) contains
 *   about      manifest for another Taskbox: JSON, no secrets          package   folder of the package that this job locks
 *   command    the command with its environment                        log       all terminal output, append-only
 *   main       session leader; writes pid and exit                     in        FIFO; its input is typed into the terminal
 *   terminal   runs `command` under a pseudo-terminal                  pid       "PID START BOOT" of main
 *   follow     prints the log from an offset                           exit      exit status, written after the whole log
 *   python     interpreter; empty if `script` is used instead          answers/  one file per prompt, see answers.ts
 *   held       the job waits for its files                             expired   it waited too long and gave up
 *   begun      uptime in seconds when the command started              took      run time in seconds
 *   stop       a stop was requested                                    times     "SECONDS LINES": log length over time
 *   refused    owner of the package's lock                             once      main was started
 *   input-state   whether the command waits for input (input-wait.ts)
 *   terminal.pid  like pid, of the process that owns the pseudo-terminal
 *
 * Times are seconds of uptime; the wall clock may jump. The names are part of the protocol between Taskbox versions.
 */
import { LOCK_NAME, OPEN_LOCK } from './lock'
import { TERMINAL } from './terminal'

/**
 * Root's jobs survive a reboot in a folder of root in /var/lib; other users' jobs are in their state folder. It is not in
 * /var/lib/taskbox, which belongs to the service's user: that user could replace a job.
 */
export const JOBS_FOLDER = `$([ "$(id -u)" = 0 ] && echo /var/lib/taskbox-jobs || echo "\${XDG_STATE_HOME:-$HOME/.local/state}/taskbox/jobs")`

/** Shell code that reports a full disk on standard error in the C library's words; the shell's own `printf` does not. */
export const REPORT_DISK_FULL = '{ head -c 65536 /dev/zero | cat >full; rm -f full; }'

/** A job that is never released gives up after this many polls of at least 0.2 s: about ten minutes. */
const MAX_RELEASE_POLLS = 3000

/**
 * The session leader of a job. It opens the FIFO early, so that no answer is lost. Start time and boot id distinguish its
 * pid from a later process with the same number. `exit` is renamed into place last, when the log is complete. The lock
 * is a kernel lock (flock) of this process and the terminal's: it is free as soon as both are dead. `pid` is written
 * after the lock is acquired; if another job has it, `refused` is written instead.
 */
export const MAIN_SH = `\
umask 077
mkdir once 2>/dev/null || exit 0
exec 3<>in
read -r stat </proc/$$/stat
set -- \${stat##*) }
read -r boot </proc/sys/kernel/random/boot_id
read -r python <python
read -r package <package
seconds() { read -r up rest </proc/uptime; echo "\${up%%.*}"; }
lock() {
  if command -v flock >/dev/null 2>&1; then flock -n 9
  else "$python" -E -S -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null
  fi
}
${OPEN_LOCK}
if [ "$package" ]; then
  open_lock "$package/${LOCK_NAME}" || exit 1
  if ! lock; then
    read -r owner </proc/self/fd/9
    echo "$owner" >refused.new; mv -f refused.new refused
    exit 0
  fi
  echo "\${PWD##*/} $$ \${20} $boot" >/proc/self/fd/9
fi
echo "$$ \${20} $boot" >pid.new && mv -f pid.new pid || exit 1
polls=0
while [ -e held ]; do
  polls=$((polls+1))
  [ $polls -lt ${MAX_RELEASE_POLLS} ] || ! mv held expired 2>/dev/null || exit 1
  sleep 0.2 2>/dev/null || sleep 1
done
[ ! -e stop ] || exit 1
started=$(seconds)
echo "$started" >begun
if [ "$python" ]; then
  "$python" -E -S terminal 3>&-
else
  SHELL=/bin/sh script -qefc 'stty sane rows ${TERMINAL.rows} cols ${TERMINAL.columns}; exec sh ./command 9>&-' /dev/null <&3 3>&- >>log
fi
code=$?
echo $(($(seconds)-started)) >took
until echo "$code" >exit.new && mv -f exit.new exit || [ ! -e log ]; do sleep 1; done
`

/** Shell code that sets `alive`: whether the process of `pid` or of `terminal.pid` still runs. Needs the job's folder as working directory. */
export const SET_ALIVE = `alive=false
for record in pid terminal.pid; do
  if read -r pid start boot <$record && [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] && read -r stat </proc/$pid/stat; then
    set -- \${stat##*) }
    [ "\${20}" != "$start" ] || [ "$1" = Z ] || alive=true
  fi 2>/dev/null
done
`

/**
 * What a job consists of on the taskbox. Its programs are text, written into its folder when it starts; they must run
 * on whatever a taskbox has: POSIX sh, and Python from 2.6 to today (job-terminal.ts, job-follower.ts).
 *
 * A job's folder (0700) holds
 *   about      what it is, for whoever finds it: JSON, no secrets      package   folder that nobody else may install from
 *   command    what is run, with its environment                       log       every byte of its terminal, appended
 *   main       leads the job's session, writes pid, exit               in        FIFO: what is written here is typed
 *   terminal   runs `command` under a pseudo-terminal                  pid       "PID START BOOT" of main
 *   follow     prints the log from an offset                           exit      exit status, once all of the log is written
 *   python     interpreter; empty: none, `script` serves               answers/  one file a question, see job-answers.ts
 *   held       it may not begin yet: its files are being written       expired   ... for so long that it gave up
 *   begun      seconds since the taskbox's start when it began         took      seconds that it took
 *   stop       somebody asked it to stop                               times     "SECONDS LINES", how far the log was when
 *   refused    whose run holds the package's lock                      once      main was started
 *   terminal.pid  as pid, of whoever makes the terminal
 *
 * Nothing in it depends on the clock of the day: times are counted from the taskbox's start.
 */
import { LOCK_NAME, OPEN_LOCK } from './lock'
import { TERMINAL } from './terminal'

/**
 * Root's jobs survive a restart in a folder that root creates in /var/lib; anybody else's are in their own state folder.
 * The folder is not in /var/lib/taskbox, which belongs to the service's user: that user could replace a job.
 */
export const JOBS_FOLDER = `$([ "$(id -u)" = 0 ] && echo /var/lib/taskbox-jobs || echo "\${XDG_STATE_HOME:-$HOME/.local/state}/taskbox/jobs")`

/** sh that says on standard error, in the C library's words, that the disk is full: a shell's own `printf` does not. */
export const REPORT_DISK_FULL = '{ head -c 65536 /dev/zero | cat >full; rm -f full; }'

/** A job whose files never come gives up after this many looks, of 0.2 s each at least: about ten minutes. */
const MAX_RELEASE_POLLS = 3000

/**
 * Leads the job's session, and holds the FIFO open so that no answer is lost that comes early. The start time and the
 * boot's id tell its pid from a later process of the same number; `exit` comes by rename and last, so whoever sees it
 * has all of the log before them. The lock is the kernel's (flock) and held by this process and the terminal's alone:
 * when both are dead, in whatever way, it is free. `pid` is written once it is held, or there is `refused` instead.
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
    read -r holder </proc/self/fd/9
    echo "$holder" >refused.new; mv -f refused.new refused
    exit 0
  fi
  echo "\${PWD##*/} $$ \${20} $boot" >/proc/self/fd/9
fi
echo "$$ \${20} $boot" >pid.new && mv -f pid.new pid || exit 1
looks=0
while [ -e held ]; do
  looks=$((looks+1))
  [ $looks -lt ${MAX_RELEASE_POLLS} ] || ! mv held expired 2>/dev/null || exit 1
  sleep 0.2 2>/dev/null || sleep 1
done
[ ! -e stop ] || exit 1
began=$(seconds)
echo "$began" >begun
if [ "$python" ]; then
  "$python" -E -S terminal 3>&-
else
  SHELL=/bin/sh script -qefc 'stty sane rows ${TERMINAL.rows} cols ${TERMINAL.columns}; exec sh ./command 9>&-' /dev/null <&3 3>&- >>log
fi
code=$?
echo $(($(seconds)-began)) >took
until echo "$code" >exit.new && mv -f exit.new exit || [ ! -e log ]; do sleep 1; done
`

/** sh that sets `alive`: a process that leads the job (it wrote \`pid\` or \`terminal.pid\`) still runs. To be run in the job's folder. */
export const SET_ALIVE = `alive=false
for record in pid terminal.pid; do
  if read -r pid start boot <$record && [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] && read -r stat </proc/$pid/stat; then
    set -- \${stat##*) }
    [ "\${20}" != "$start" ] || [ "$1" = Z ] || alive=true
  fi 2>/dev/null
done
`

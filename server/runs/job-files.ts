/**
 * The programs that a job consists of on the taskbox, as text: written into its folder when it starts. They must run
 * on whatever a taskbox has: POSIX sh, and Python from 2.6 to today.
 *
 * A job's folder (0700) holds
 *   command    what is run, with its environment           log      every byte of its terminal, appended
 *   main       leads the job's session, writes pid, exit   in       FIFO: what is written here is typed
 *   terminal   runs `command` under a pseudo-terminal       pid      "PID START BOOT" of main
 *   follow     prints the log from an offset               exit     exit status, once all of the log is written
 *   python     interpreter; empty: none, `script` serves    answers/ one file a question, see job-answers.ts
 *   stop       somebody asked it to stop
 */

import { quote } from '../machine/quote'

/** Size of the pseudo-terminal. Wide, so that Ansible and tables wrap little. */
const TERMINAL = { rows: 50, columns: 200 }

/** How `follow` ends. */
export const FOLLOWED = { whole: 0, shorter: 3, gone: 4, absent: 6 } as const

/**
 * Leads the job's session, and holds the FIFO open so that no answer is lost that comes early. The start time and the boot's id tell its pid from a later process of the same number;
 * `exit` comes by rename and last, so whoever sees it has all of the log before them.
 */
export const MAIN = `\
umask 077
exec 3<>in
read -r stat </proc/$$/stat
set -- \${stat##*) }
read -r boot </proc/sys/kernel/random/boot_id
echo "$$ \${20} $boot" >pid.new && mv -f pid.new pid
read -r python <python
if [ "$python" ]; then
  "$python" -E -S terminal 3>&-
else
  SHELL=/bin/sh script -qefc 'stty sane rows ${TERMINAL.rows} cols ${TERMINAL.columns}; exec sh ./command' /dev/null <&3 3>&- >>log
fi
code=$?
until echo "$code" >exit.new && mv -f exit.new exit || [ ! -e log ]; do sleep 1; done
`

/**
 * Runs `command` under a pseudo-terminal: what it prints goes to `log`, what comes by `in` is typed. A full disk
 * holds the command up instead of losing output. Exit status as the command's, 128 + n for signal n.
 */
export const TERMINAL_PY = `\
import errno, fcntl, os, pty, select, signal, struct, termios, time

def patient(call, *given):
    while True:
        try:
            return call(*given)
        except (OSError, IOError, select.error) as error:
            if error.args[0] != errno.EINTR:
                raise

def unblocked(fd):
    fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_NONBLOCK)

def keep(log, data):
    while data:
        try:
            data = data[os.write(log, data):]
        except OSError as error:
            if error.errno != errno.EINTR:
                time.sleep(0.5)

def start():
    child, terminal = pty.fork()
    if child == 0:
        # Python ignores these, and a child would inherit that.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', ${TERMINAL.rows}, ${TERMINAL.columns}, 0, 0))
        os.execv('/bin/sh', ['sh', './command'])
    return child, terminal

def take(terminal, log):
    """True: something came. False: nothing now. None: nobody has the terminal open any more."""
    try:
        data = patient(os.read, terminal, 65536)
    except OSError as error:
        return False if error.errno == errno.EAGAIN else None
    keep(log, data)
    return True if data else None

def type_in(terminal, typed):
    try:
        return typed[patient(os.write, terminal, typed):]
    except OSError as error:
        return typed if error.errno == errno.EAGAIN else b''

def foreground(terminal):
    try:
        return os.tcgetpgrp(terminal)
    except OSError:
        return 0

def main():
    child, terminal = start()
    log = os.open('log', os.O_WRONLY | os.O_APPEND)
    answers = os.open('in', os.O_RDWR)
    wake, waker = os.pipe()
    for fd in (terminal, answers, wake, waker):
        unblocked(fd)

    def pass_on(number, frame):
        for group in set([child, foreground(terminal) or child]):
            try:
                os.kill(-group, number)
            except OSError:
                pass

    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, pass_on)

    typed, watched, status = b'', [terminal, answers, wake], None
    while status is None:
        ready = patient(select.select, watched, [terminal] if typed else [], [], 1)
        if wake in ready[0]:
            patient(os.read, wake, 4096)
        if terminal in ready[0] and take(terminal, log) is None:
            watched.remove(terminal)
            typed = b''
        if answers in ready[0]:
            typed += patient(os.read, answers, 4096)
        if typed and terminal in watched:
            typed = type_in(terminal, typed)
        ended, found = patient(os.waitpid, child, os.WNOHANG)
        if ended:
            status = found
    # What it wrote last may still be on its way through the terminal; others may hold that open and write for ever.
    for _ in range(1024):
        got = take(terminal, log)
        if got is None or (not got and not patient(select.select, [terminal], [], [], 0.05)[0]):
            break
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)

os._exit(main())
`

/**
 * Prints the log from an offset on until `exit` is there and all is printed. The directory's own notices (dnotify)
 * tell of every write at once; the clock stands in where a file system gives none.
 */
export const FOLLOW_PY = `\
import errno, fcntl, os, select, signal, sys

LOOK_MS = 100

def patient(call, *given):
    while True:
        try:
            return call(*given)
        except (OSError, IOError, select.error) as error:
            if error.args[0] != errno.EINTR:
                raise

def alive():
    try:
        with open('pid') as record:
            pid, start, boot = record.read().split()
        with open('/proc/sys/kernel/random/boot_id') as record:
            if record.read().strip() != boot:
                return False
        with open('/proc/%s/stat' % pid) as record:
            fields = record.read().rpartition(')')[2].split()
        return fields[0] != 'Z' and fields[19] == start
    except (OSError, IOError):
        return False

def pour(log):
    while True:
        data = patient(os.read, log, 262144)
        if not data:
            return
        while data:
            data = data[patient(os.write, 1, data):]

def notices():
    wake, waker = os.pipe()
    for fd in (wake, waker):
        fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_NONBLOCK)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGIO, lambda number, frame: None)
    try:
        here = os.open('.', os.O_RDONLY)
        events = fcntl.DN_MODIFY | fcntl.DN_RENAME | fcntl.DN_MULTISHOT
        fcntl.fcntl(here, fcntl.F_NOTIFY, events)
    except (OSError, IOError, AttributeError):
        pass
    return wake

def main(offset):
    log = os.open('log', os.O_RDONLY)
    if os.fstat(log).st_size < offset:
        return ${FOLLOWED.shorter}
    os.lseek(log, offset, 0)
    wake = notices()
    watch = select.poll()
    watch.register(wake, select.POLLIN)
    watch.register(1, 0)
    quiet = 0
    while True:
        # In this order: what ended before we looked has written all we then read.
        gone = quiet % 10 == 9 and not alive()
        ended = os.path.exists('exit')
        pour(log)
        if ended or gone:
            return ${FOLLOWED.whole} if ended else ${FOLLOWED.gone}
        seen = patient(watch.poll, LOOK_MS)
        quiet = 0 if seen else quiet + 1
        for fd, event in seen:
            if fd == 1:
                return 1
            patient(os.read, wake, 4096)

try:
    code = main(int(sys.argv[1]))
except (OSError, IOError) as error:
    code = 1
    if error.errno != errno.EPIPE:
        raise
os._exit(code)
`

/** sh that sets `alive`: the process that wrote `pid` still runs. To be run in the job's folder. */
export const ALIVE = `alive=false
if read -r pid start boot <pid && [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] && read -r stat </proc/$pid/stat; then
  set -- \${stat##*) }
  [ "\${20}" != "$start" ] || [ "$1" = Z ] || alive=true
fi 2>/dev/null
`

/** Prints the log as FOLLOW_PY does, where there is no Python: later, by polling. */
export function followSh(offset: number): string {
  return `o=${offset}
n=$(wc -c <log)
[ "$n" -ge "$o" ] || exit ${FOLLOWED.shorter}
while :; do
  ${ALIVE}
  ended=false; [ -e exit ] && ended=true
  n=$(wc -c <log)
  if [ "$n" -gt "$o" ]; then
    tail -c +$((o+1)) log | head -c $((n-o)) || exit 1
    o=$n
  elif $ended; then exit ${FOLLOWED.whole}
  elif ! $alive; then exit ${FOLLOWED.gone}
  else sleep 0.1 2>/dev/null || sleep 1
  fi
done`
}

/** sh that prints the environment as a login has it; what profiles print or ask is no matter, nor that they hang. */
const LOGIN_ENVIRONMENT = `case $SHELL in
  */sh | */bash | */dash | */ksh | */zsh) timeout 5 "$SHELL" -lc env </dev/null 2>/dev/null ;;
esac`

/**
 * The command as after a login by hand, whose profile may set PATH and proxies; with a UTF-8 locale and a terminal that
 * knows colours. A signal that is meant for the command ends this shell only after it, with its exit status: else its
 * last words would be lost.
 */
export function commandFile(plan: {
  workingDirectory: string
  command: string
  environment?: Readonly<Record<string, string>>
}): string {
  const environment = Object.entries(plan.environment ?? {}).map(([name, value]) => `${name}=${quote(value)}`)
  return `umask 022
login=$(${LOGIN_ENVIRONMENT})
while IFS= read -r line; do
  case $line in
    PATH=?* | [a-z]*_proxy=* | [A-Z]*_PROXY=*) export "$line" ;;
  esac
done <<END
$login
END
for folder in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
  case :$PATH: in *:$folder:*) ;; *) PATH=$PATH:$folder ;; esac
done
n='
'
case $n$(locale -a 2>/dev/null)$n in
  *"$n"C.[Uu][Tt][Ff]8"$n"* | *"$n"C.[Uu][Tt][Ff]-8"$n"*) export LC_ALL=C.UTF-8 ;;
  *"$n"en_US.[Uu][Tt][Ff]8"$n"* | *"$n"en_US.[Uu][Tt][Ff]-8"$n"*) export LC_ALL=en_US.UTF-8 ;;
esac
unset login line folder n
export PATH TERM=xterm-256color PYTHONUNBUFFERED=1 ${environment.join(' ')}
cd -- ${quote(plan.workingDirectory)} || exit 127
trap 'exit $(($? ? $? : 130))' INT QUIT
trap 'exit $(($? ? $? : 143))' TERM
${plan.command}
`
}

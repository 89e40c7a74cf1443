/** The programs that print a job's log from an offset: one for Python 2.6 or later, one for POSIX sh. */
import { SET_ALIVE } from './files'

/** Begins a line on standard error with the job's `input-state` (input-wait.ts). */
export const INPUT_STATE_MARK = '@input '

/** Exit statuses of the followers. */
export const FOLLOW_EXIT = { complete: 0, truncated: 3, jobGone: 4, noLog: 5, absent: 6 } as const

/**
 * Prints the log from an offset until `exit` exists and everything is printed. Directory notifications (dnotify) report
 * each write immediately; polling covers file systems without them. Each new input state is a line on standard error; its
 * own newline first separates it from other output there.
 */
export const FOLLOW_PY = `\
import errno, fcntl, os, select, signal, sys, time

POLL_MS = 100
BATCH_S = 0.002

def retry_interrupted(call, *arguments):
    while True:
        try:
            return call(*arguments)
        except (OSError, IOError, select.error) as error:
            if error.args[0] != errno.EINTR:
                raise

def alive():
    return is_running('pid') or is_running('terminal.pid')

def is_running(name):
    try:
        with open(name) as record:
            pid, start, boot = record.read().split()
        with open('/proc/sys/kernel/random/boot_id') as record:
            if record.read().strip() != boot:
                return False
        with open('/proc/%s/stat' % pid) as record:
            fields = record.read().rpartition(')')[2].split()
        return fields[0] != 'Z' and fields[19] == start
    except (OSError, IOError, ValueError, IndexError):
        return False

def copy_new_output(log):
    while True:
        data = retry_interrupted(os.read, log, 262144)
        if not data:
            return
        while data:
            data = data[retry_interrupted(os.write, 1, data):]

def read_input_state():
    try:
        with open('input-state', 'rb') as state:
            return state.read()
    except (OSError, IOError):
        return b''

def watch_folder():
    wake, waker = os.pipe()
    for fd in (wake, waker):
        fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_NONBLOCK)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGIO, lambda number, frame: None)
    try:
        here = os.open('.', os.O_RDONLY)
        notifications = fcntl.DN_MODIFY | fcntl.DN_RENAME | fcntl.DN_MULTISHOT
        fcntl.fcntl(here, fcntl.F_NOTIFY, notifications)
    except (OSError, IOError, AttributeError):
        pass
    return wake

def main(offset):
    try:
        log = os.open('log', os.O_RDONLY)
    except OSError:
        return ${FOLLOW_EXIT.noLog}
    if os.fstat(log).st_size < offset:
        return ${FOLLOW_EXIT.truncated}
    os.lseek(log, offset, 0)
    wake = watch_folder()
    watch = select.poll()
    watch.register(wake, select.POLLIN)
    watch.register(1, 0)
    idle_polls, reported = 0, b''
    while True:
        # Check liveness and exit before reading, so that a process that just exited has already written its output.
        gone = idle_polls % 10 == 9 and not alive()
        ended = os.path.exists('exit')
        # Read it before the output, which then includes everything that was printed before the state.
        state = read_input_state()
        copy_new_output(log)
        if ended or gone:
            return ${FOLLOW_EXIT.complete} if ended else ${FOLLOW_EXIT.jobGone}
        if state and state != reported:
            os.write(2, b'\\n${INPUT_STATE_MARK}' + state)
            reported = state
        # Print the first line of a burst immediately and batch the rest (before Python 3.5 a notification ends the sleep).
        if idle_polls == 0:
            time.sleep(BATCH_S)
        events = retry_interrupted(watch.poll, POLL_MS)
        idle_polls = 0 if events else idle_polls + 1
        for fd, event in events:
            if fd == 1:
                return 1
            retry_interrupted(os.read, wake, 4096)

try:
    code = main(int(sys.argv[1]))
except (OSError, IOError) as error:
    code = 1
    if error.errno != errno.EPIPE:
        raise
os._exit(code)
`

/** Does the same as FOLLOW_PY by polling, for a taskbox without Python. */
export function followSh(offset: number): string {
  return `o=${offset}
[ -r log ] || exit ${FOLLOW_EXIT.noLog}
n=$(wc -c <log)
[ "$n" -ge "$o" ] || exit ${FOLLOW_EXIT.truncated}
while :; do
  ${SET_ALIVE}
  ended=false; [ -e exit ] && ended=true
  n=$(wc -c <log) || exit ${FOLLOW_EXIT.noLog}
  if [ "$n" -gt "$o" ]; then
    tail -c +$((o+1)) log | head -c $((n-o)) || exit 1
    o=$n
  elif $ended; then exit ${FOLLOW_EXIT.complete}
  elif ! $alive; then exit ${FOLLOW_EXIT.jobGone}
  else sleep 0.1 2>/dev/null || sleep 1
  fi
done`
}

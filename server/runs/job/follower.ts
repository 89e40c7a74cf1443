/** The programs that print a job's log from an offset on: one for Python from 2.6 to today, one for POSIX sh. */
import { SET_ALIVE } from './files'

/** How they end. */
export const FOLLOW_EXIT = { whole: 0, shorter: 3, gone: 4, noLog: 5, absent: 6 } as const

/**
 * Prints the log from an offset on until `exit` is there and all is printed. The directory's own notices (dnotify)
 * tell of every write at once; the clock stands in where a file system gives none.
 */
export const FOLLOW_PY = `\
import errno, fcntl, os, select, signal, sys, time

LOOK_MS = 100
GATHER_S = 0.002

def patient(call, *given):
    while True:
        try:
            return call(*given)
        except (OSError, IOError, select.error) as error:
            if error.args[0] != errno.EINTR:
                raise

def alive():
    return lives('pid') or lives('terminal.pid')

def lives(name):
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
    try:
        log = os.open('log', os.O_RDONLY)
    except OSError:
        return ${FOLLOW_EXIT.noLog}
    if os.fstat(log).st_size < offset:
        return ${FOLLOW_EXIT.shorter}
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
            return ${FOLLOW_EXIT.whole} if ended else ${FOLLOW_EXIT.gone}
        # The first of many lines at once; the others as many together as come within a moment (before Python 3.5 the
        # next line ends the moment).
        if quiet == 0:
            time.sleep(GATHER_S)
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

/** Prints the log as FOLLOW_PY does, where there is no Python: later, by polling. */
export function followSh(offset: number): string {
  return `o=${offset}
[ -r log ] || exit ${FOLLOW_EXIT.noLog}
n=$(wc -c <log)
[ "$n" -ge "$o" ] || exit ${FOLLOW_EXIT.shorter}
while :; do
  ${SET_ALIVE}
  ended=false; [ -e exit ] && ended=true
  n=$(wc -c <log) || exit ${FOLLOW_EXIT.noLog}
  if [ "$n" -gt "$o" ]; then
    tail -c +$((o+1)) log | head -c $((n-o)) || exit 1
    o=$n
  elif $ended; then exit ${FOLLOW_EXIT.whole}
  elif ! $alive; then exit ${FOLLOW_EXIT.gone}
  else sleep 0.1 2>/dev/null || sleep 1
  fi
done`
}

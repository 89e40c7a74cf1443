/** The program that runs a job's command in a pseudo-terminal, for Python 2.6 or later. */
import { INPUT_WAIT_PY } from './input-wait'

/** Size of the pseudo-terminal; wide enough that Ansible's output and tables rarely wrap. */
export const TERMINAL = { rows: 50, columns: 200 }

/**
 * Runs `command` in a pseudo-terminal: appends its output to `log` and types the input of `in`. A full disk blocks the
 * command; no output is lost. Exits with the command's status, or 128 + n after signal n.
 */
export const TERMINAL_PY = `\
import errno, fcntl, os, pty, re, select, signal, struct, termios, time

def retry_interrupted(call, *arguments):
    while True:
        try:
            return call(*arguments)
        except (OSError, IOError, select.error) as error:
            if error.args[0] != errno.EINTR:
                raise

def set_nonblocking(fd):
    fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_NONBLOCK)

def write_all(log, data):
    while data:
        try:
            data = data[os.write(log, data):]
        except OSError as error:
            if error.errno != errno.EINTR:
                time.sleep(0.5)

def write_file(name, text):
    with open(name + '.new', 'w') as file:
        file.write(text)
    os.rename(name + '.new', name)

def process_identity():
    with open('/proc/self/stat') as stat:
        start = stat.read().rpartition(')')[2].split()[19]
    with open('/proc/sys/kernel/random/boot_id') as boot:
        return '%d %s %s' % (os.getpid(), start, boot.read())

def start():
    child, terminal = pty.fork()
    if child == 0:
        # Close the package's lock, or a daemon that the command leaves behind would still have it.
        try:
            os.close(9)
        except OSError:
            pass
        # Python ignores these signals, and children inherit that.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', ${TERMINAL.rows}, ${TERMINAL.columns}, 0, 0))
        os.execv('/bin/sh', ['sh', './command'])
    return child, terminal

def copy_output(terminal, log):
    """Returns True after data, False if none is available, None when the terminal is closed."""
    try:
        data = retry_interrupted(os.read, terminal, 65536)
    except OSError as error:
        return False if error.errno == errno.EAGAIN else None
    write_all(log, data)
    Times.lines += data.count(b'\\n')
    return True if data else None

class Times:
    """Records the log's length over elapsed time, from which later runs estimate their remaining time."""
    lines, written, started, last_write = 0, 0, 0, 0

    @staticmethod
    def write():
        now = os.times()[4]
        if Times.lines == Times.written or now - Times.last_write < 1:
            return
        Times.last_write, Times.written = now, Times.lines
        try:
            with open('times', 'a') as times:
                times.write('%d %d\\n' % (now - Times.started, Times.lines))
        except (OSError, IOError):
            pass

def type_in(terminal, unsent):
    try:
        return unsent[retry_interrupted(os.write, terminal, unsent):]
    except OSError as error:
        return unsent if error.errno == errno.EAGAIN else b''

${INPUT_WAIT_PY}
def foreground(terminal):
    try:
        return os.tcgetpgrp(terminal)
    except OSError:
        return 0

def main():
    parent = os.getppid()
    try:
        write_file('terminal.pid', process_identity())
    except (OSError, IOError):
        pass
    Times.started = os.times()[4]
    child, terminal = start()
    log = os.open('log', os.O_WRONLY | os.O_APPEND)
    wait = InputWait(terminal, log)
    answers = os.open('in', os.O_RDWR)
    wake, waker = os.pipe()
    for fd in (terminal, answers, wake, waker):
        set_nonblocking(fd)

    def forward_signal(number, frame):
        for group in set([child, foreground(terminal) or child]):
            try:
                os.kill(-group, number)
            except OSError:
                pass

    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, forward_signal)

    unsent, watched, status = b'', [terminal, answers, wake], None
    while status is None:
        Times.write()
        ready = retry_interrupted(select.select, watched, [terminal] if unsent else [], [], wait.pause())
        if wake in ready[0]:
            retry_interrupted(os.read, wake, 4096)
        if terminal in ready[0]:
            result = copy_output(terminal, log)
            if result:
                wait.on_output()
            elif result is None:
                watched.remove(terminal)
                unsent = b''
        if answers in ready[0]:
            unsent += wait.on_input(retry_interrupted(os.read, answers, 4096))
        if unsent and terminal in watched:
            unsent = type_in(terminal, unsent)
        ended, wait_status = retry_interrupted(os.waitpid, child, os.WNOHANG)
        if ended:
            status = wait_status
        wait.scan_if_due()
    wait.remove()
    # Drain the terminal's buffer. The loop is bounded because other processes may keep the terminal open.
    for _ in range(1024):
        result = copy_output(terminal, log)
        if result is None or (not result and not retry_interrupted(select.select, [terminal], [], [], 0.05)[0]):
            break
    code = 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    if os.getppid() != parent:
        record_exit(code)
    return code

def record_exit(code):
    """Records the exit status in place of main, which was killed."""
    while os.path.exists('log'):
        try:
            return write_file('exit', '%d\\n' % code)
        except (OSError, IOError):
            time.sleep(1)

os._exit(main())
`

/** The program that makes a job's pseudo-terminal, for Python from 2.6 to today. */

/** Size of the pseudo-terminal. Wide, so that Ansible and tables wrap little. */
export const TERMINAL = { rows: 50, columns: 200 }

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

def record(name, text):
    with open(name + '.new', 'w') as file:
        file.write(text)
    os.rename(name + '.new', name)

def who_am_i():
    with open('/proc/self/stat') as stat:
        start = stat.read().rpartition(')')[2].split()[19]
    with open('/proc/sys/kernel/random/boot_id') as boot:
        return '%d %s %s' % (os.getpid(), start, boot.read())

def start():
    child, terminal = pty.fork()
    if child == 0:
        # The package's lock is not the command's: what it leaves running must not hold it.
        try:
            os.close(9)
        except OSError:
            pass
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
    Times.lines += data.count(b'\\n')
    return True if data else None

class Times:
    """How far the log was when: for telling later runs how long each task takes. Elapsed time, not the clock's."""
    lines, told, began, last = 0, 0, 0, 0

    @staticmethod
    def tell():
        now = os.times()[4]
        if Times.lines == Times.told or now - Times.last < 1:
            return
        Times.last, Times.told = now, Times.lines
        try:
            with open('times', 'a') as times:
                times.write('%d %d\\n' % (now - Times.began, Times.lines))
        except (OSError, IOError):
            pass

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
    parent = os.getppid()
    try:
        record('terminal.pid', who_am_i())
    except (OSError, IOError):
        pass
    Times.began = os.times()[4]
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
        Times.tell()
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
    code = 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    if os.getppid() != parent:
        leave(code)
    return code

def leave(code):
    """Main, whose work this is, was killed."""
    while os.path.exists('log'):
        try:
            return record('exit', '%d\\n' % code)
        except (OSError, IOError):
            time.sleep(1)

os._exit(main())
`

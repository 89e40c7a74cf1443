/**
 * Part of the terminal's program (terminal.ts): detects in /proc whether a process waits for input. Works for any prompt,
 * in any language, with or without a newline, and also for input that is not echoed.
 *
 * The result is one line in the job's file `input-state`:
 *   busy                            no process waits for input
 *   waiting READ BYTES TYPED ECHO   a process waits: READ counts the waits of this job, BYTES is the log's length at that
 *                                   moment, TYPED its length after the last input and its echo, ECHO is `echo`, `hidden`
 *                                   (as for a password) or `raw` (the program echoes itself, or does not)
 *   unknown                         cannot be determined: the process belongs to another user, or relays its input elsewhere
 *
 * The file does not exist if this machine cannot determine the state at all.
 */

/** System calls that wait for input, by architecture and word size: `arch/x86/entry/syscalls`, `asm-generic/unistd.h`. */
const SYSTEM_CALLS = `\
SYSTEM_CALLS = {
    ('x86', 64): {0: 'read', 19: 'read', 7: 'poll', 271: 'ppoll', 23: 'select', 270: 'select',
                  232: 'epoll', 281: 'epoll', 441: 'epoll2', 219: 'restart'},
    ('x86', 32): {3: 'read', 145: 'read', 168: 'poll', 309: 'ppoll', 414: 'ppoll64', 142: 'select', 308: 'select',
                  413: 'select64', 256: 'epoll', 319: 'epoll', 441: 'epoll2', 0: 'restart'},
    ('arm', 64): {63: 'read', 65: 'read', 73: 'ppoll', 72: 'select', 22: 'epoll', 441: 'epoll2', 128: 'restart'},
    ('arm', 32): {3: 'read', 145: 'read', 168: 'poll', 336: 'ppoll', 414: 'ppoll64', 142: 'select', 335: 'select',
                  413: 'select64', 252: 'epoll', 346: 'epoll', 441: 'epoll2', 0: 'restart'},
}
`

/** One process of the terminal's foreground group. */
const PROCESS = `\
FREE, UNKNOWN, WAITS = 0, 1, 2
DEV_TTY = 5 << 8
# A program that polls the terminal more often than this also does other work, so it does not only wait.
NEAR_S = 2
MAX_FDS = 1024
POLL_IN = 0x41

MACHINE = os.uname()[4]
FAMILY = 'x86' if re.match('x86_64|i[3-6]86', MACHINE) else 'arm' if re.match('arm|aarch64', MACHINE) else MACHINE

def read_proc(*path):
    with open('/proc/' + '/'.join([str(part) for part in path]), 'rb') as file:
        return file.read().decode('latin-1')

def pty_device(index):
    return 136 << 8 | index & 0xff | (index & ~0xff) << 12

class Process(object):
    def __init__(self, pid, state, device):
        self.pid, self.state, self.device = pid, state, device
        self.inner = []
        self.word_size = 0

    def link(self, fd):
        try:
            return os.readlink('/proc/%d/fd/%d' % (self.pid, fd))
        except OSError:
            return ''

    def is_terminal(self, fd):
        # Do not stat other files: it blocks if their file server is down.
        link = self.link(fd)
        if '/pts/' not in link and not link.endswith('/tty'):
            return False
        try:
            return os.stat('/proc/%d/fd/%d' % (self.pid, fd)).st_rdev in (self.device, DEV_TTY)
        except OSError:
            return False

    def memory(self, address, length):
        memory = os.open('/proc/%d/mem' % self.pid, os.O_RDONLY)
        try:
            os.lseek(memory, address, 0)
            data = os.read(memory, length)
        finally:
            os.close(memory)
        if len(data) < length:
            raise ValueError('short read')
        return data

    def bits(self):
        if not self.word_size:
            with open('/proc/%d/exe' % self.pid, 'rb') as program:
                self.word_size = 32 if program.read(5)[4:] == b'\\1' else 64
        return self.word_size

    def waits(self):
        """Returns FREE, UNKNOWN or WAITS, and the thread that waits."""
        best = FREE, 0
        try:
            for thread in sorted(int(name) for name in os.listdir('/proc/%d/task' % self.pid)):
                best = max(best, (self.thread_waits(thread), thread))
        except (OSError, IOError):
            pass
        return best

    def thread_waits(self, thread):
        try:
            words = read_proc(self.pid, 'task', thread, 'syscall').split()
            calls = SYSTEM_CALLS.get((FAMILY, self.bits()))
        except (OSError, IOError) as error:
            return FREE if error.errno in (errno.ENOENT, errno.ESRCH) and self.is_gone(thread) else self.guess(thread)
        if len(words) < 7 or words[0] == '-1':
            return FREE
        if calls is None:
            return self.guess(thread)
        call = calls.get(int(words[0]))
        if call is None:
            return FREE
        if call == 'restart':
            return UNKNOWN
        try:
            return self.call_waits(call, [int(word, 16) for word in words[1:7]])
        except (OSError, IOError, ValueError, struct.error):
            return UNKNOWN

    def is_gone(self, thread):
        return not os.path.exists('/proc/%d/task/%d/stat' % (self.pid, thread))

    def call_waits(self, call, arguments):
        if call == 'read':
            return WAITS if self.is_terminal(arguments[0]) else FREE
        fds, timeout = self.awaited(call, arguments)
        terminals = [fd for fd in fds if self.is_terminal(fd)]
        if not terminals:
            return FREE
        if timeout is not None and timeout < NEAR_S:
            return UNKNOWN
        return self.relays([fd for fd in fds if fd not in terminals])

    def awaited(self, call, arguments):
        """Returns the descriptors that a call waits for, and its timeout in seconds, or None."""
        if call.startswith('epoll'):
            text = read_proc(self.pid, 'fdinfo', arguments[0])
            watched = re.findall('tfd: *([0-9]+) events: *([0-9a-f]+)', text)
            fds = [int(fd) for fd, events in watched if int(events, 16) & POLL_IN]
            return fds, self.seconds(arguments[3]) if call == 'epoll2' else milliseconds(arguments[3])
        if call.startswith('select'):
            count = min(arguments[0], MAX_FDS)
            data = bytearray(self.memory(arguments[1], (count + 7) // 8)) if arguments[1] else []
            fds = [fd for fd in range(count) if data and data[fd // 8] >> fd % 8 & 1]
            return fds, self.seconds(arguments[4], call.endswith('64'))
        count = min(arguments[1], MAX_FDS)
        data = self.memory(arguments[0], count * 8)
        polled = [struct.unpack('<ihh', data[at:at + 8]) for at in range(0, count * 8, 8)]
        fds = [fd for fd, events, _ in polled if fd >= 0 and events & POLL_IN]
        if call == 'poll':
            return fds, milliseconds(arguments[2])
        return fds, self.seconds(arguments[2], call.endswith('64'))

    def seconds(self, address, wide=False):
        if address == 0:
            return None
        form = '<q' if wide or self.bits() == 64 else '<i'
        return struct.unpack(form, self.memory(address, struct.calcsize(form)))[0]

    def relays(self, others):
        """Whether a process that waits for the terminal and for other descriptors waits for a person."""
        links = [self.link(fd) for fd in others]
        # sudo and script run their command in another terminal: examine its processes as well.
        self.inner = [fd for fd, link in zip(others, links) if link.endswith('/ptmx')]
        if self.inner:
            return UNKNOWN
        own = [self.link(int(fd)) for fd in os.listdir('/proc/%d/fd' % self.pid)]
        foreign = [link for link in links if link.startswith('socket:')
                   or link.startswith('pipe:') and own.count(link) < 2]
        return UNKNOWN if foreign else WAITS

    def inner_terminals(self):
        for fd in self.inner:
            try:
                found = re.search('tty-index:[^0-9]*([0-9]+)', read_proc(self.pid, 'fdinfo', fd))
            except (OSError, IOError):
                continue
            if found:
                yield int(found.group(1))

    def guess(self, thread):
        """Guesses from the kernel's function in which the thread sleeps; another user's process hides it."""
        try:
            place = read_proc(self.pid, 'task', thread, 'wchan')
            fds = [self.link(int(fd)) for fd in os.listdir('/proc/%d/fd' % self.pid)]
        except (OSError, IOError):
            place, fds = '', []
        if self.state != 'S':
            return FREE
        if place == 'n_tty_read':
            return WAITS
        if place == 'wait_woken' and fds and not [link for link in fds if link.startswith('socket:')]:
            return WAITS
        hidden = place in ('', '0', 'wait_woken') or 'poll' in place or 'select' in place
        return UNKNOWN if hidden else FREE

def milliseconds(value):
    value &= 0xffffffff
    return None if value >> 31 else value / 1000.0
`

/** All processes that wait for a terminal. */
const SCAN = `\
def all_processes():
    """The fields of /proc/PID/stat after the command's name, by pid."""
    found = {}
    for name in os.listdir('/proc'):
        if name.isdigit():
            try:
                found[int(name)] = read_proc(name, 'stat').rpartition(')')[2].split()
            except (OSError, IOError):
                pass
    return found

def descends(processes, pid, ancestor):
    for _ in range(64):
        if pid == ancestor:
            return True
        if pid not in processes:
            return False
        pid = int(processes[pid][1])
    return False

def foreground_processes(processes, device, group, ancestor=None):
    for pid, fields in sorted(processes.items()):
        state, _, own_group, _, terminal, foreground = fields[:6]
        # Terminals of containers have the same device numbers, so the number alone does not identify ours.
        if int(terminal) & 0xffffffff != device or own_group != foreground or state in 'ZXTt':
            continue
        if int(own_group) == group or ancestor is not None and descends(processes, pid, ancestor):
            yield Process(pid, state, device)

def echo_of(terminal):
    flags = termios.tcgetattr(terminal)[3]
    if flags & termios.ECHO:
        return 'echo'
    return 'hidden' if flags & termios.ICANON else 'raw'

def inner_echo(index):
    terminal = os.open('/dev/pts/%d' % index, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        return echo_of(terminal)
    finally:
        os.close(terminal)

def find_reader(terminal, device):
    """Returns FREE, UNKNOWN or WAITS, the waiting thread as (pid, tid), and how the terminal echoes."""
    processes = all_processes()
    foreground = foreground_processes(processes, device, os.tcgetpgrp(terminal))
    return first_reader(processes, foreground, echo_of(terminal), 0)

def first_reader(processes, foreground, echo, depth):
    result = FREE, None, echo
    for process in foreground:
        kind, thread = process.waits()
        found = kind, (process.pid, thread), echo
        inner = list(process.inner_terminals())
        if inner and depth < 3:
            found = max([inner_reader(processes, process, index, depth) for index in inner], key=lambda one: one[0])
        # A process of another user, such as sudo, that sleeps while the terminal hides the input, reads a password.
        elif kind == UNKNOWN and echo == 'hidden' and process.state == 'S':
            found = WAITS, (process.pid, thread), echo
        if found[0] > result[0]:
            result = found
    return result

def inner_reader(processes, relay, index, depth):
    foreground = foreground_processes(processes, pty_device(index), None, relay.pid)
    return first_reader(processes, foreground, inner_echo(index), depth + 1)

def switches(reader):
    """How often the thread has slept: unchanged as long as it sleeps."""
    try:
        found = re.search('\\nvoluntary_ctxt_switches:[^0-9]*([0-9]+)', read_proc(reader[0], 'task', reader[1], 'status'))
        return found and found.group(1)
    except (OSError, IOError):
        return None
`

/** Follows the waits of a job over time and records them. */
const INPUT_WAIT = `\
class InputWait(object):
    # Examine the processes after this long without output, and again to exclude short reads.
    QUIET_S, CONFIRM_S, SCAN_S, SLOW_SCAN_S, SLOW_AFTER_S = 0.1, 0.06, 0.5, 1, 30

    def __init__(self, terminal, log):
        self.terminal, self.log = terminal, log
        self.device = self.find_device()
        # reader and candidate: ((pid, tid), switches)
        self.reader, self.candidate, self.served = None, None, None
        self.reads, self.typed, self.state = 0, 0, None
        self.quiet_since = self.next_scan = os.times()[4]
        self.record('busy')

    def find_device(self):
        for request in (0x80045430, 0x40045430):
            try:
                return pty_device(struct.unpack('i', fcntl.ioctl(self.terminal, request, b'\\0\\0\\0\\0'))[0])
            except (OSError, IOError, OverflowError):
                pass
        return None

    def record(self, state):
        if self.device is None or state == self.state:
            return
        try:
            write_file('input-state', state + '\\n')
            self.state = state
        except (OSError, IOError):
            pass

    def remove(self):
        try:
            os.unlink('input-state')
        except OSError:
            pass

    def pause(self):
        if self.device is None:
            return 1
        return min(1, max(0, self.next_scan - os.times()[4]))

    def on_output(self):
        self.quiet_since = os.times()[4]
        self.next_scan = self.quiet_since + self.QUIET_S
        self.candidate = None
        # A background process may print while the reader sleeps.
        if self.reader and switches(self.reader[0]) != self.reader[1]:
            self.reader = None
            self.record('busy')

    def on_input(self, data):
        """Returns the input as the terminal expects it, and forgets the wait that it ends."""
        self.served = self.reader or self.candidate
        self.reader = self.candidate = None
        self.quiet_since = os.times()[4]
        self.next_scan = self.quiet_since + self.QUIET_S
        self.record('busy')
        try:
            flags = termios.tcgetattr(self.terminal)
            self.typed = os.fstat(self.log).st_size + (len(data) + 1 if flags[3] & termios.ECHO else 0)
            # The Enter key sends a carriage return, which a terminal in raw mode does not translate.
            if not flags[3] & termios.ICANON and not flags[0] & termios.ICRNL:
                return data.replace(b'\\n', b'\\r')
        except (OSError, IOError, termios.error):
            pass
        return data

    def scan_if_due(self):
        now = os.times()[4]
        if self.device is None or now < self.next_scan:
            return
        self.next_scan = now + (self.SCAN_S if now - self.quiet_since < self.SLOW_AFTER_S else self.SLOW_SCAN_S)
        try:
            kind, thread, echo = find_reader(self.terminal, self.device)
        except Exception:
            kind, thread, echo = UNKNOWN, None, ''
        if kind == WAITS:
            return self.on_reader((thread, switches(thread)), echo)
        self.reader = self.candidate = None
        self.record('busy' if kind == FREE else 'unknown')

    def on_reader(self, reader, echo):
        if self.reader and self.reader[0] == reader[0]:
            self.reader = reader
            return self.record(self.waiting(echo))
        self.reader = None
        # The input that ended this wait has not reached the process yet.
        if reader == self.served:
            return
        if reader != self.candidate:
            self.candidate = reader
            self.next_scan = os.times()[4] + self.CONFIRM_S
            return self.record('busy')
        self.reader = reader
        self.reads += 1
        self.bytes = os.fstat(self.log).st_size
        self.record(self.waiting(echo))

    def waiting(self, echo):
        return 'waiting %d %d %d %s' % (self.reads, self.bytes, min(self.typed, self.bytes), echo)
`

export const INPUT_WAIT_PY = SYSTEM_CALLS + PROCESS + SCAN + INPUT_WAIT

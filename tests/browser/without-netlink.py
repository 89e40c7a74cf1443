#!/usr/bin/python3
"""Chromium without netlink sockets, so that networks of other tests that come and go do not abort its requests.

Whenever an address of this machine changes, Chromium fails every pending connection with ERR_NETWORK_CHANGED, also those
to the loopback. Where it cannot watch addresses, it assumes that it is online and that nothing changes.
"""

import errno
import os
import socket
import sys

# The shell is Chromium without windows: it needs a quarter less CPU time. Only Chromium can show a test on a display.
HEADLESS = "/usr/bin/chromium-headless-shell"
CHROMIUM = "/usr/bin/chromium"

try:
    import seccomp
except ImportError:
    print("python3-seccomp is missing: network changes can abort requests", file=sys.stderr)
else:
    sandbox = seccomp.SyscallFilter(seccomp.ALLOW)
    refuse = seccomp.ERRNO(errno.EAFNOSUPPORT)
    sandbox.add_rule(refuse, "socket", seccomp.Arg(0, seccomp.EQ, socket.AF_NETLINK))
    sandbox.load()

is_headless = any(argument.startswith("--headless") for argument in sys.argv)
program = HEADLESS if is_headless and os.path.exists(HEADLESS) else CHROMIUM
os.execv(program, [program, *sys.argv[1:]])

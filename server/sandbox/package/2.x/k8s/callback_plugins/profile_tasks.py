"""Prints the time at each task, and the slowest tasks at the end, like the callback of this name that came with Ansible 2.7."""
import time

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = '''
name: profile_tasks
type: aggregate
short_description: durations of tasks
'''

WIDTH = 79
SLOWEST = 20


def clock(seconds):
    minutes, rest = divmod(seconds, 60)
    return "%d:%02d:%06.3f" % (minutes // 60, minutes % 60, rest)


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "profile_tasks"
    CALLBACK_NEEDS_WHITELIST = True
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self):
        super().__init__()
        self.started = self.last = time.time()
        self.durations = []

    def stamp(self):
        now = time.time()
        if self.durations:
            self.durations[-1][1] = now - self.last
        line = "%s (%s)       %s " % (time.strftime("%A %d %B %Y  %H:%M:%S %z"), clock(now - self.last), clock(now - self.started))
        self.last = now
        self._display.display(line.ljust(WIDTH, "*") + " ")

    def v2_playbook_on_task_start(self, task, is_conditional):
        self.stamp()
        self.durations.append([task.get_name(), 0])

    v2_playbook_on_handler_task_start = lambda self, task: self.v2_playbook_on_task_start(task, False)

    def v2_playbook_on_stats(self, stats):
        self.stamp()
        self._display.display("=" * WIDTH + " ")
        for name, seconds in sorted(self.durations, key=lambda entry: -entry[1])[:SLOWEST]:
            duration = " %.2fs" % seconds
            self._display.display((name + " ").ljust(WIDTH - len(duration), "-") + duration)

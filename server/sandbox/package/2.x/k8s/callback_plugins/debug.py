"""Prints message and output of a result as sections after its JSON, like the callback of this name that came with Ansible 2.7."""
from ansible.plugins.callback.default import CallbackModule as Default

DOCUMENTATION = '''
name: debug
type: stdout
short_description: results with their output as text
extends_documentation_fragment:
  - default_callback
  - result_format_callback
'''

SECTIONS = ("stdout", "stderr", "msg", "module_stdout", "module_stderr")


class CallbackModule(Default):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "debug"

    def _dump_results(self, result, *args, **kwargs):
        texts = {key: result[key] for key in SECTIONS if isinstance(result.get(key), str) and result[key]}
        hidden = set(texts) | {"stdout_lines", "stderr_lines"}
        rest = {key: value for key, value in result.items() if key not in hidden}
        json = super()._dump_results(rest, indent=4)
        return json + "".join("\n\n%s:\n\n%s\n" % (key.upper(), texts[key]) for key in SECTIONS if key in texts)

"""Prints, as JSON, the login variables of every host of an inventory and the passwords that Ansible's ssh and sudo plugins receive.

Evaluates variables, Jinja and options like a task (executor/task_executor.py), but without a process per host.
Run by the interpreter that Ansible is installed for.
"""
import json
import sys

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.plugins.loader import become_loader, connection_loader
from ansible.template import Templar
from ansible.utils.vars import load_options_vars
from ansible.vars.manager import VariableManager
from ansible.cli import CLI

PASSWORDS = ('ansible_ssh_pass', 'ansible_password', 'ansible_become_pass')

loader = DataLoader()
inventory = InventoryManager(loader=loader, sources=[sys.argv[1]])
variables = VariableManager(loader=loader, inventory=inventory, version_info=CLI.version_info(gitinfo=False))
templar = Templar(loader=loader)
ssh = connection_loader.get('ssh', PlayContext(), '/dev/null')
sudo = become_loader.get('sudo')


magic = variables.get_vars()
templated = {}


def template(text):
    """Cached, since no password depends on its host and compiling is slow."""
    if text not in templated:
        templated[text] = templar.template(text)
    return templated[text]


def option(plugin, name, given):
    plugin.set_options(var_options={key: template(given[key]) for key in PASSWORDS if key in given})
    return plugin.get_option(name)


templar.available_variables = magic
hosts = {}
for host in inventory.get_hosts():
    given = host.get_vars()
    hosts[host.name] = {
        'ip': given.get('ip'),
        'ssh': option(ssh, 'password', given),
        'become': option(sudo, 'become_pass', given),
    }
print(json.dumps(hosts))

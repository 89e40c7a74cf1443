/** Signatures of failures of Ansible and its files on the taskbox. */
import type { Signature } from '../signature'

export const ANSIBLE: readonly Signature[] = [
  {
    id: 'script-exec',
    keywords: ['.sh: Permission'],
    pattern: /\/[\w.-]{1,100}\.sh: Permission denied/,
    preventsAnsible: true,
  },
  {
    id: 'an-nocmd',
    keywords: ['ansible-playbook: command'],
    pattern: /ansible-playbook: command not found/,
    preventsAnsible: true,
  },
  {
    id: 'an-pip',
    keywords: ['egg_info', 'No matching distr', 'not find a version'],
    pattern:
      /egg_info" failed with error code|No matching distribution found|Could not find a version that satisfies/,
    preventsAnsible: true,
  },
  {
    id: 'an-delegate',
    keywords: ['is not a valid attribute'],
    pattern: /'delegate_to' is not a valid attribute for a TaskInclude/,
    check: 'taskbox',
  },
  {
    id: 'an-ver',
    keywords: ['Ansible must be'],
    pattern: /Ansible must be (v?[\d.]+ or higher|between)/,
    check: 'taskbox',
  },
  {
    id: 'an-callback',
    keywords: ['Invalid callback'],
    pattern: /Invalid callback for stdout specified/,
    check: 'taskbox',
  },
  { id: 'an-netaddr', keywords: ['python-netaddr'], pattern: /requires python-netaddr/ },
  { id: 'an-jinja', keywords: ['requires Jinja2'], pattern: /requires Jinja2 [\d.]+ or newer/ },
  {
    id: 'an-locale',
    keywords: ['locale setting', 'locale encoding'],
    pattern: /unsupported locale setting|locale encoding to be UTF-8/,
    check: 'locale',
  },
  {
    id: 'an-inv',
    keywords: ['as an inventory source', 'parsing host def', 'Expected key=value'],
    pattern:
      /Unable to parse \S{1,400} as an inventory source|Error parsing host definition|Expected key=value host variable/,
  },
  { id: 'an-addr', keywords: ['has no attribute'], pattern: /dict object'? has no attribute u?'?address/ },
]

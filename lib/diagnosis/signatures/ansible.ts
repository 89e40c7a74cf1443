/** Signatures of failures of Ansible and its files on the taskbox. */
import type { Signature } from '../signature'
import { MODULE } from './scopes'

export const ANSIBLE: readonly Signature[] = [
  {
    id: 'script-exec',
    keywords: ['.sh: Permission'],
    pattern: /\/[\w.-]{1,100}\.sh: Permission denied/,
    scope: MODULE,
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
    isVague: true,
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
  {
    id: 'an-netaddr',
    keywords: ['netaddr'],
    pattern:
      /requires python(?:-|'s )netaddr|Python netaddr is not present|required Python library \(netaddr\)/,
  },
  { id: 'an-jinja', keywords: ['requires Jinja2'], pattern: /requires Jinja2 [\d.]+ or newer/ },
  {
    id: 'an-locale',
    keywords: ['locale setting', 'locale encoding'],
    pattern: /preferred locale: unsupported locale setting|locale encoding to be UTF-8/,
    check: 'locale',
  },
  {
    id: 'an-inv',
    keywords: ['as an inventory source', 'parsing host def', 'Expected key=value'],
    pattern:
      /Unable to parse \S{1,400} as an inventory source|Error parsing host definition|Expected key=value host variable/,
  },
  { id: 'an-addr', keywords: ['has no attribute'], pattern: /dict object'? has no attribute u?'?address\b/ },
  {
    id: 'an-collection',
    keywords: ['resolve module/action', 'Could not load '],
    pattern:
      /couldn't resolve module\/action '\w{1,60}\.\w{1,60}\.|Could not load \\{0,3}["']?ansible\.utils\./,
  },
  {
    id: 'an-undefined',
    keywords: ['is undefined', 'has no attribute', 'has no element'],
    pattern:
      /'(?!ansible_)[\w.[\]-]{1,100}' is undefined|(?:(?:dict|list|str|int|bool|NoneType) object|'None|object of type '(?:dict|list|str|int|bool|NoneType)|HostVars(?:Vars)? object|object of type 'HostVars(?:Vars)?)\\{0,3}'? has no attribute (?!'?ansible_|'?v?1\.\d|u?'?address\b)|(?:dict|list) object has no element /,
    scope: { fields: ['msg', 'reason'] },
    isVague: true,
  },
  {
    id: 'an-recursion',
    keywords: ['recursive loop', 'Recursive loop', 'recursion depth'],
    pattern: /[Rr]ecursive loop detected in template|[Rr]ecursive loop detected(?!.{0,40}symlink)/,
    scope: MODULE,
  },
  {
    id: 'an-jmespath',
    keywords: ['jmespath'],
    pattern: /install \\{0,3}["']jmespath\\{0,3}["'] prior/,
  },
  {
    id: 'an-cwd',
    keywords: ['world writable dir', "the role '", 'interpreter line'],
    pattern:
      /run in a world writable directory|the role '[\w-]{1,100}' was not found|module \(kube\) is missing interpreter line/,
  },
  {
    id: 'an-galaxy',
    keywords: ['call Galaxy at', 'Failed to download collection'],
    pattern: /attempting to call Galaxy at|Failed to download collection/,
    preventsAnsible: true,
  },
  {
    id: 'selinux-py',
    keywords: ['target uses selinux'],
    pattern: /target uses selinux but python bindings/,
  },
  {
    id: 'no-log',
    keywords: ['output has been hidden'],
    pattern: /\bcensored\W{1,8}the output has been hidden/,
    isVague: true,
    isInResult: true,
  },
]

/** Signatures of problems of a host's system: disk, kernel, container runtime, programs. */
import type { Signature } from '../signature'
import { NO_CONDITION } from './scopes'

export const HOST: readonly Signature[] = [
  {
    id: 'dk-start',
    keywords: ['start service docker', 'docker.service failed'],
    pattern: /Unable to (re)?start service docker|Job for docker\.service failed/,
  },
  {
    id: 'dk-json',
    keywords: ['configure the Docker', 'both as a flag'],
    pattern: /unable to configure the Docker daemon with file|specified both as a flag and in/,
    check: 'runtime',
  },
  {
    id: 'disk',
    keywords: [
      'space left on',
      'usable temporary',
      'enough free space',
      'more space needed',
      'more space on the',
    ],
    // Watches, control groups, semaphores and tables of the kernel report a full device too.
    pattern:
      /(?<!(?:inotify|fsnotify|(?<![/\w-])[Ww]atch(?:es|er)?\b|\/sys\/fs\/cgroup|cgroup\.procs|cpuset|semget|shmget|bpf)[^\n]{0,200})[Nn]o space left on device(?!.{0,80}(?:inotify|fsnotify|(?<![/\w-])watch))|No usable temporary directory|enough free space in \/|more space (?:needed )?on the \//,
    scope: { unless: /inotify_add_watch[^\n]{0,200}[Nn]o space left/ },
    check: 'disk',
  },
  {
    id: 'inotify',
    keywords: [
      'inotify',
      'fsnotify',
      'space left on',
      'many open files',
      'file watchers',
      'watch descriptors',
    ],
    pattern:
      /(?:inotify|fsnotify|(?<![/\w-])[Ww]atch(?:es|er)?\b)[^\n]{0,200}(?:[Nn]o space left on device|[Tt]oo many open files)|[Nn]o space left on device.{0,80}(?:inotify|fsnotify|(?<![/\w-])watch)|[Tt]oo many open files|(?:inotify|file watchers).{0,40}(?:limit reached|exhausted|reached)|limit (?:for|on).{0,40}(?:inotify|file watchers)|Insufficient watch descriptors/,
  },
  {
    id: 'dk-daemon',
    keywords: ['to the Docker daemon at', 'fetching server API ver', 'docker.sock'],
    pattern:
      /Cannot connect to the Docker daemon at|fetching server API version: (?!.{0,200}Permission denied)|docker\.sock: connect: (?:no such file|connection refused)/,
    check: 'runtime',
  },
  {
    id: 'dk-permission',
    keywords: ['docker.sock', 'Docker daemon socket', 'fetching server API ver'],
    pattern:
      /permission denied while trying to connect to the (?:Docker daemon socket|docker API)|docker\.sock: connect: permission denied|fetching server API version: .{0,200}Permission denied/,
  },
  {
    id: 'rt-daemon',
    keywords: ['.sock', 'runtime is not running'],
    pattern:
      /(?:containerd|crio|cri-dockerd)[\w./-]{0,80}\.sock\\{0,3}"?: (?:connect: |.{0,80}connect: )?(?:no such file|connection refused)|container runtime is not running/,
    scope: { unless: /unknown service runtime|CRI v1 runtime API is not/ },
    check: 'runtime',
  },
  {
    id: 'dep-conn',
    keywords: ['[ERROR FileExist', 'is required'],
    pattern: /\[ERROR FileExisting-\w{1,40}\]|: (sudo|conntrack|socat) is required/,
  },
  {
    id: 'cgroup',
    keywords: ['cgroup driver', 'failed to get rootfs', 'Cgroup subsystem'],
    pattern:
      /cgroup driver: .{0,400} is different from|failed to get rootfs info|Cgroup subsystem not mounted/,
    check: 'cgroup',
  },
  {
    id: 'cri',
    keywords: ['unknown service runtime', 'CRI v1 runtime'],
    pattern: /unknown service runtime\.v1|CRI v1 runtime API is not implemented/,
    check: 'runtime',
  },
  {
    id: 'mod-ct',
    keywords: ['nf_conntrack_ipv4'],
    pattern: /Module nf_conntrack_ipv4 not found/,
    isHarmless: true,
    check: 'modules',
  },
  { id: 'mod-ipvs', keywords: ['Module ip_vs'], pattern: /Module ip_vs\w{0,40} not found/, check: 'modules' },
  {
    id: 'noexec',
    keywords: ['/tmp/releases/'],
    pattern:
      /(?<!(?:cannot \w{1,20}|open|mkdir|touch|rm|chown|directory) .{0,20})\/tmp\/releases\/\S.{0,400}(Permission denied|Operation not permitted)/,
    check: 'noexec',
  },
  {
    id: 'kernel-old',
    keywords: ['[ERROR SystemVerif', 'is version('],
    pattern:
      /\[ERROR SystemVerification\](?!: cgroups v1)|is version\(\\{0,3}['"](?:5\.13|5\.6\.0|4\.9\.17)\\{0,3}['"]/,
    scope: NO_CONDITION,
    check: 'kernel',
  },
  {
    id: 'cgroup-v1',
    keywords: ['host using cgroup v1', 'cgroups v1 support'],
    pattern:
      /not run on a host using cgroup v1|(?<!\[WARNING SystemVerification\]: )cgroups v1 support is deprecated/,
    check: 'cgroup',
    isInResult: true,
  },
  {
    id: 'cgroup-memory',
    keywords: ['to find memory cgroup'],
    pattern: /ailed to find memory cgroup/,
    check: 'cgroup',
  },
  {
    id: 'br-nf',
    keywords: ['bridge-nf-call-ip', 'Module br_netfilter'],
    pattern: /bridge-nf-call-ip6?tables: No such file|Module br_netfilter not found/,
    check: 'modules',
  },
  {
    id: 'rt-masked',
    keywords: ['.service is masked'],
    pattern: /Unit (?<unit>containerd|docker|crio)\.service is masked/,
    check: 'runtime',
  },
  {
    id: 'rt-start',
    keywords: ['containerd.service failed', 'crio.service failed'],
    pattern: /Job for (?<unit>containerd|crio)\.service failed/,
  },
  {
    id: 'port-used',
    keywords: ['address already in use'],
    pattern: /listen tcp[46]? [\w.:[\]]{0,60}:(?<port>\d{2,5}): bind: address already in use/,
    check: 'ports',
  },
  {
    id: 'ping-none',
    keywords: ["directory: b'ping", "directory: 'ping"],
    pattern: /No such file or directory: b?'ping'/,
  },
  {
    id: 'bin-missing',
    keywords: ['/usr/local/bin/'],
    pattern:
      /No such file or directory: b?'(?<program>\/usr\/local\/bin\/(?:nerdctl|crictl|kubectl|kubeadm))'/,
  },
  {
    id: 'cmd-missing',
    keywords: [
      "directory: b'",
      ': not found',
      ': command not found',
      'executable file not',
      'required executable',
      ': Command not found',
      'command not found: ',
      '未找到命令',
      'No such file',
    ],
    pattern:
      /No such file or directory: b'(?!ping'|\/usr\/local\/bin\/(?:nerdctl|crictl|kubectl|kubeadm)')(?<program>[\w./+-]{1,200})'/,
    also: [
      {
        // Ansible cannot start the command.
        pattern:
          /^(?!ping |\/usr\/local\/bin\/(?:nerdctl|crictl|kubectl|kubeadm) )(?<program>[\w./+-]{1,200})(?: [^\n]{0,8192})?\n(?:Error executing command: )?\[Errno 2\] No such file or directory/,
        scope: { fields: ['cmd', 'msg'], command: /^/ },
      },
      {
        pattern:
          /(?:^|[\s"'/])(?:ba|da|z|k|a)?sh: (?:line )?(?:\d{1,5}: )?(?<program>[\w./+-]{1,200}): No such file or directory/,
        scope: { rc: /^127$/ },
      },
      {
        // A script prints its own name.
        pattern:
          /: (?:line )?\d{1,5}: (?:[\w./-]{1,200}: )?(?!\/usr\/bin\/python|ansible-playbook)(?<program>[\w./+-]{1,200}): (?:command )?not found/,
        scope: { rc: /^127$/ },
      },
      {
        pattern: /line \d{1,5}: (?<program>[\w./+-]{1,200}): command not found/,
        scope: { rc: /^(?:127|1)$/ },
      },
      {
        pattern: /(?<program>[\w./+-]{1,200})[:：] ?未找到命令/,
        scope: { rc: /^\d/ },
      },
      {
        // `env`, `nohup`, `timeout` and `xargs` start another program.
        pattern:
          /\b(?:env|nohup|timeout|xargs|nice|setsid|stdbuf|chroot): (?:failed to run command )?['‘"]?(?<program>[\w./+-]{1,200})['’"]?: No such file or directory/,
        scope: { rc: /^\d/ },
      },
      {
        pattern:
          /(?:command not found: |\bmake(?:\[\d{1,3}\])?: (?=[\w./+-]{1,200}: Command not found))(?<program>[\w./+-]{1,200})/,
        scope: { rc: /^\d/ },
      },
      {
        pattern:
          /(?:^|[\s"'/])(?:(?:ba|da|z|k|a)?sh: (?:line )?(?:\d{1,5}: )?|sudo: )(?!\/usr\/bin\/python|ansible-playbook)(?<program>[\w./+-]{1,200}): (?:command )?not found/,
        scope: { rc: /^(?:127|1)$/ },
      },
      {
        pattern:
          /(?<!rbd.{0,400})exec: \\{0,3}"(?<program>[\w./+-]{1,200})\\{0,3}": executable file not found/,
        scope: { rc: /^\d/ },
      },
      {
        pattern: /Failed to find required executable \\{0,3}["']?(?<program>[\w./+-]{1,200})/,
        scope: { rc: /^\d/ },
      },
    ],
  },
  {
    id: 'firewall-module',
    keywords: [
      'firewalld and its python',
      'problem running ufw',
      'ERROR: initcaps',
      'determine iptables version',
    ],
    pattern:
      /firewalld and its python module are required|ERROR: (?:problem running ufw|initcaps|Couldn't determine iptables version)/,
  },
]

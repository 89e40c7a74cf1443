/**
 * Signatures of known failures. A pattern is applied to one line, or to a whole module result. No pattern may match the
 * sample of another signature (tested), and every gap is bounded, so that no pattern backtracks in a long line. Causes
 * and remedies are in lib/messages: `signatures.<id>.cause` and `.remedy`. Sources: the installer's FAQ, public issues.
 */
export interface Signature {
  readonly id: string
  /** Every text that the pattern matches contains one of these, which are searched first. */
  readonly keywords: readonly string[]
  readonly pattern: RegExp
  /** The check that finds the same problem before the install. */
  readonly check?: string
  /** Explains nothing by itself; shown only if nothing else is known. */
  readonly isHarmless?: true
  /** In the installer's own output, it means that Ansible could not be prepared. Ansible's start disproves it. */
  readonly preventsAnsible?: true
}

export const SIGNATURES: readonly Signature[] = [
  {
    id: 'ssh-refused',
    keywords: ['connect to host', 'dial tcp'],
    pattern:
      /connect to host \S{1,255} port \d+: Connection refused|dial tcp \S{1,255}: connect: connection refused/,
    check: 'ssh',
  },
  {
    id: 'ssh-noroute',
    keywords: ['connect to host'],
    pattern: /connect to host .{0,400}(No route to host|timed out|Network is unreachable)/,
    check: 'ssh',
  },
  {
    id: 'ssh-auth',
    keywords: ['Permission denied (', 'Permission denied, please', 'attempted methods'],
    pattern:
      /Permission denied \([\w,-]{1,200}\)|Permission denied, please try again|unable to authenticate, attempted methods/,
    check: 'ssh',
  },
  {
    id: 'ssh-badpw',
    keywords: ['Invalid/incorrect'],
    pattern: /Invalid\/incorrect (username\/)?password/,
    check: 'ssh',
  },
  {
    id: 'ssh-sshpass',
    keywords: ['install the sshpass'],
    pattern: /you must install the sshpass program/,
    check: 'taskbox',
  },
  {
    id: 'ssh-hostkey',
    keywords: ['Host key verif', 'HOST IDENTIFICATION', 'Host Key checking'],
    pattern:
      /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|Host Key checking is enabled and sshpass/,
    check: 'reach',
  },
  {
    id: 'sudo-pw',
    keywords: ['sudo password', 'sudo: a '],
    pattern: /Missing sudo password|Incorrect sudo password|sudo: a (terminal|password) is required/,
    check: 'sudo',
  },
  {
    id: 'sudo-hang',
    keywords: ['waiting for privilege'],
    pattern: /Timeout \(\d+s\) waiting for privilege escalation prompt/,
    check: 'sudo',
  },
  { id: 'sudo-tty', keywords: ['a tty to run'], pattern: /you must have a tty to run sudo/, check: 'sudo' },
  {
    id: 'py-missing',
    keywords: ['/usr/bin/python', 'No python interp'],
    pattern: /\/usr\/bin\/python\S{0,40}: (not found|No such file)|No python interpreters found/,
    check: 'python',
  },
  {
    id: 'py-yum',
    keywords: ['Python 2 bindings', 'Python 2 yum', 'from __future__', 'SyntaxError: '],
    pattern:
      /Python 2 bindings for rpm are needed|Python 2 yum module is needed|from __future__ import|SyntaxError: .{0,400}print/,
    check: 'python',
  },
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
  {
    id: 'pre-mem',
    keywords: ['memtotal_mb'],
    pattern: /(ansible_memtotal_mb|memtotal_mb'?\]?) >= /,
    check: 'memory',
  },
  {
    id: 'pre-swap',
    keywords: ['swaptotal_mb', 'running with swap'],
    pattern: /ansible_swaptotal_mb == 0|running with swap on is not supported/,
    check: 'swap',
  },
  {
    id: 'pre-ip',
    keywords: ['ip in ansible_'],
    pattern: /ip in ansible_(all_ipv4_addresses|facts)/,
    check: 'addresses',
  },
  {
    id: 'pre-host',
    keywords: ['lower case alpha'],
    pattern: /must consist of lower case alphanumeric/,
    check: 'hostname',
  },
  {
    id: 'pre-etcd',
    keywords: ['not divisibleby'],
    pattern: /groups.{0,200}etcd.{0,200} is not divisibleby 2/,
  },
  {
    id: 'pre-os',
    keywords: ['not a known OS', 'ansible_os_family', 'ansible_distribution'],
    pattern: /is not a known OS|ansible_(os_family|distribution) in \[/,
    check: 'os',
  },
  {
    id: 'yum-pend',
    keywords: ['pending transact', 'unfinished transact'],
    pattern: /pending transactions|unfinished transactions/,
    check: 'packages',
    preventsAnsible: true,
  },
  {
    id: 'yum-lock',
    keywords: ['yum lock', 'Could not get lock', 'dpkg frontend'],
    pattern: /yum lock|Could not get lock \/var\/lib\/(dpkg|apt)|dpkg frontend (lock|is locked)/,
    check: 'packages',
    preventsAnsible: true,
  },
  {
    id: 'yum-iso',
    keywords: ['/kubeinstaller/'],
    pattern: /\/kubeinstaller\/(yum_repo|pip_repo|apt_repo)/,
    check: 'packages',
    preventsAnsible: true,
  },
  {
    id: 'yum-eol',
    keywords: ['mirrorlist.centos', 'a valid baseurl', 'more mirrors to try'],
    pattern: /mirrorlist\.centos\.org|Cannot find a valid baseurl|No more mirrors to try/,
    check: 'packages',
    preventsAnsible: true,
  },
  {
    id: 'pkg-none',
    keywords: ['to locate package', 'no installation cand', 'No package '],
    pattern: /Unable to locate package|has no installation candidate|No package \S{1,200} available/,
    preventsAnsible: true,
  },
  {
    id: 'off-5080',
    keywords: [':5080'],
    pattern: /:5080\b.{0,400}(refused|timed out|No route)/,
    preventsAnsible: true,
  },
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
    id: 'img-rate',
    keywords: ['toomanyrequests', 'pull rate limit'],
    pattern: /toomanyrequests|pull rate limit/,
  },
  {
    id: 'img-net',
    keywords: ['TLS handshake', 'awaiting headers', 'registry-1.docker'],
    pattern:
      /TLS handshake timeout|awaiting headers|registry-1\.docker\.io.{0,400}(timeout|refused|EOF|reset)/,
    check: 'egress',
  },
  {
    id: 'img-retry',
    keywords: ['RETRYING: '],
    pattern: /RETRYING: .{0,400}(Download containers if pull|Download image|download_(container|file))/,
  },
  {
    id: 'sha',
    keywords: ['SHA256 no', 'checksum'],
    pattern: /SHA256 no match|checksum.{0,400}(mismatch|did not match)/,
  },
  {
    id: 'disk',
    keywords: ['space left on', 'usable temporary'],
    pattern: /No space left on device|No usable temporary directory/,
    check: 'disk',
  },
  {
    id: 'etcd-health',
    keywords: ['RETRYING: ', 'unavailable or misconf'],
    pattern: /RETRYING: .{0,400}etcd cluster (is|to be) healthy|etcd cluster is unavailable or misconfigured/,
    check: 'tcp',
  },
  {
    id: 'clock',
    keywords: ['clock diff', 'expired or is not'],
    pattern: /clock difference .{0,400} too high|certificate has expired or is not yet valid/,
    check: 'clock',
  },
  {
    id: 'noroute-svc',
    keywords: ['dial tcp'],
    pattern: /dial tcp \S{1,255}:(443|6443|2379|2380): (connect: )?no route to host/,
    check: 'tcp',
  },
  {
    id: 'left-kubeadm',
    keywords: ['[ERROR Port', '[ERROR FileAvail', '[ERROR DirAvail'],
    pattern: /\[ERROR (Port-\d+|FileAvailable|DirAvailable)/,
    check: 'leftover',
  },
  {
    id: 'left-ippool',
    keywords: ['resource already exists', 'resource does not exist'],
    pattern: /resource already exists: IPPool|resource does not exist: IPPool/,
    check: 'leftover',
  },
  {
    id: 'left-helm',
    keywords: ['no deployed releases', 'a release named'],
    pattern: /has no deployed releases|a release named .{0,400} already exists/,
    check: 'leftover',
  },
  {
    id: 'dep-conn',
    keywords: ['[ERROR FileExist', 'is required'],
    pattern: /\[ERROR FileExisting-\w{1,40}\]|: (sudo|conntrack|socat) is required/,
  },
  {
    id: 'kubelet',
    keywords: ['kubelet isn', 'localhost:10248'],
    pattern: /kubelet isn't running or healthy|localhost:10248\/healthz/,
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
  { id: 'kubeadm124', keywords: ['kubeadm'], pattern: /kubeadm.{0,400}"rc": 124/ },
  {
    id: 'join',
    keywords: ['validate the identity'],
    pattern: /couldn't validate the identity of the API Server/,
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
    pattern: /\/tmp\/releases\/\S.{0,400}(Permission denied|Operation not permitted)/,
    check: 'noexec',
  },
  {
    id: 'bgp',
    keywords: ['BGP not established'],
    pattern: /BIRD is not ready: BGP not established/,
    check: 'tcp',
  },
  {
    id: 'coredns-loop',
    keywords: ['loop detected', 'plugin/loop'],
    pattern: /loop detected|plugin\/loop: Seen/,
    check: 'dns',
  },
  {
    id: 'local8080',
    keywords: ['localhost:8080', '127.0.0.1:'],
    pattern: /localhost:8080.{0,400}refused|127\.0\.0\.1:\s?8080.{0,400}refused/,
  },
  {
    id: 'ks-wait',
    keywords: ['RETRYING: '],
    pattern: /RETRYING: .{0,400}Waiting for (ks-account|ks-console|alerting-db-init|openldap|mysql|redis)/,
  },
  { id: 'ks-sc', keywords: ['efault StorageClass'], pattern: /[Dd]efault StorageClass was not found/ },
  { id: 'ks-crd', keywords: ['S2iBuilderTemplate'], pattern: /no matches for kind \\?"S2iBuilderTemplate/ },
  { id: 'ks-quant', keywords: ['unable to parse quantity'], pattern: /unable to parse quantity's suffix/ },
  {
    id: 'pvc',
    keywords: ['PersistentVolumeClaims', 'no persistent volumes'],
    pattern: /unbound (immediate )?PersistentVolumeClaims|no persistent volumes available for this claim/,
  },
  {
    id: 'nfs',
    keywords: ['helper program', 'wrong fs type'],
    pattern: /mount\.<type> helper program|wrong fs type, bad option/,
    check: 'storage',
  },
  {
    id: 'rbd',
    keywords: ['executable file not'],
    pattern: /(rbd|create rbd image|rbd image status).{0,400}executable file not found/,
    check: 'storage',
  },
  { id: 'csr', keywords: ['client certificate failed'], pattern: /create client certificate failed/ },
]

/** The signature by its id. */
export const findSignature = (id: string): Signature | undefined =>
  SIGNATURES.find((signature) => signature.id === id)

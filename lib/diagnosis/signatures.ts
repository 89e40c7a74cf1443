/**
 * What known failures look like in a log. The expressions look at one line, or at one module's whole answer; none of
 * them may be met by another one's sample (a test holds them to it). What each means, and what to do about it, stands
 * in lib/messages: `signatures.<id>.cause` and `.remedy`. Sources: the installer's FAQ and public issues.
 */
export interface Signature {
  readonly id: string
  readonly pattern: RegExp
}

export const SIGNATURES: readonly Signature[] = [
  {
    id: 'ssh-refused',
    pattern: /connect to host \S+ port \d+: Connection refused|dial tcp \S+: connect: connection refused/,
  },
  { id: 'ssh-noroute', pattern: /connect to host .*(No route to host|timed out|Network is unreachable)/ },
  {
    id: 'ssh-auth',
    pattern:
      /Permission denied \([\w,-]+\)|Permission denied, please try again|unable to authenticate, attempted methods/,
  },
  { id: 'ssh-badpw', pattern: /Invalid\/incorrect (username\/)?password/ },
  { id: 'ssh-sshpass', pattern: /you must install the sshpass program/ },
  {
    id: 'ssh-hostkey',
    pattern:
      /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|Host Key checking is enabled and sshpass/,
  },
  {
    id: 'sudo-pw',
    pattern: /Missing sudo password|Incorrect sudo password|sudo: a (terminal|password) is required/,
  },
  { id: 'sudo-hang', pattern: /Timeout \(\d+s\) waiting for privilege escalation prompt/ },
  { id: 'sudo-tty', pattern: /you must have a tty to run sudo/ },
  {
    id: 'py-missing',
    pattern: /\/usr\/bin\/python\S*: (not found|No such file)|No python interpreters found/,
  },
  {
    id: 'py-yum',
    pattern:
      /Python 2 bindings for rpm are needed|Python 2 yum module is needed|from __future__ import|SyntaxError: .*print/,
  },
  { id: 'an-nocmd', pattern: /ansible-playbook: command not found/ },
  {
    id: 'an-pip',
    pattern:
      /egg_info" failed with error code|No matching distribution found|Could not find a version that satisfies/,
  },
  { id: 'an-delegate', pattern: /'delegate_to' is not a valid attribute for a TaskInclude/ },
  { id: 'an-ver', pattern: /Ansible must be (v?[\d.]+ or higher|between)/ },
  { id: 'an-netaddr', pattern: /requires python-netaddr/ },
  { id: 'an-jinja', pattern: /requires Jinja2 [\d.]+ or newer/ },
  { id: 'an-locale', pattern: /unsupported locale setting|locale encoding to be UTF-8/ },
  {
    id: 'an-inv',
    pattern:
      /Unable to parse \S+ as an inventory source|Error parsing host definition|Expected key=value host variable/,
  },
  { id: 'an-addr', pattern: /dict object'? has no attribute u?'?address/ },
  { id: 'pre-mem', pattern: /(ansible_memtotal_mb|memtotal_mb'?\]?) >= / },
  { id: 'pre-swap', pattern: /ansible_swaptotal_mb == 0|running with swap on is not supported/ },
  { id: 'pre-ip', pattern: /ip in ansible_(all_ipv4_addresses|facts)/ },
  { id: 'pre-host', pattern: /must consist of lower case alphanumeric/ },
  { id: 'pre-etcd', pattern: /groups.*etcd.* is not divisibleby 2/ },
  { id: 'pre-os', pattern: /is not a known OS|ansible_(os_family|distribution) in \[/ },
  { id: 'yum-pend', pattern: /pending transactions|unfinished transactions/ },
  {
    id: 'yum-lock',
    pattern: /yum lock|Could not get lock \/var\/lib\/(dpkg|apt)|dpkg frontend (lock|is locked)/,
  },
  { id: 'yum-iso', pattern: /\/kubeinstaller\/(yum_repo|pip_repo|apt_repo)/ },
  { id: 'yum-eol', pattern: /mirrorlist\.centos\.org|Cannot find a valid baseurl|No more mirrors to try/ },
  { id: 'off-5080', pattern: /:5080\b.*(refused|timed out|No route)/ },
  { id: 'dk-start', pattern: /Unable to (re)?start service docker|Job for docker\.service failed/ },
  {
    id: 'dk-json',
    pattern: /unable to configure the Docker daemon with file|specified both as a flag and in/,
  },
  { id: 'img-rate', pattern: /toomanyrequests|pull rate limit/ },
  {
    id: 'img-net',
    pattern: /TLS handshake timeout|awaiting headers|registry-1\.docker\.io.*(timeout|refused|EOF|reset)/,
  },
  {
    id: 'img-retry',
    pattern: /RETRYING: .*(Download containers if pull|Download image|download_(container|file))/,
  },
  { id: 'sha', pattern: /SHA256 no match|checksum.*(mismatch|did not match)/ },
  { id: 'disk', pattern: /No space left on device|No usable temporary directory/ },
  {
    id: 'etcd-health',
    pattern: /RETRYING: .*etcd cluster (is|to be) healthy|etcd cluster is unavailable or misconfigured/,
  },
  { id: 'clock', pattern: /clock difference .* too high|certificate has expired or is not yet valid/ },
  { id: 'noroute-svc', pattern: /dial tcp \S+:(443|6443|2379|2380): (connect: )?no route to host/ },
  { id: 'left-kubeadm', pattern: /\[ERROR (Port-\d+|FileAvailable|DirAvailable)/ },
  { id: 'left-ippool', pattern: /resource already exists: IPPool|resource does not exist: IPPool/ },
  { id: 'left-helm', pattern: /has no deployed releases|a release named .* already exists/ },
  { id: 'dep-conn', pattern: /\[ERROR FileExisting-\w+\]|: (sudo|conntrack|socat) is required/ },
  { id: 'kubelet', pattern: /kubelet isn't running or healthy|localhost:10248\/healthz/ },
  {
    id: 'cgroup',
    pattern: /cgroup driver: .* is different from|failed to get rootfs info|Cgroup subsystem not mounted/,
  },
  { id: 'cri', pattern: /unknown service runtime\.v1|CRI v1 runtime API is not implemented/ },
  { id: 'kubeadm124', pattern: /kubeadm.*"rc": 124/ },
  { id: 'join', pattern: /couldn't validate the identity of the API Server/ },
  { id: 'mod-ct', pattern: /Module nf_conntrack_ipv4 not found/ },
  { id: 'mod-ipvs', pattern: /Module ip_vs\w* not found/ },
  { id: 'noexec', pattern: /\/tmp\/releases\/\S+.*(Permission denied|Operation not permitted)/ },
  { id: 'bgp', pattern: /BIRD is not ready: BGP not established/ },
  { id: 'coredns-loop', pattern: /loop detected|plugin\/loop: Seen/ },
  { id: 'local8080', pattern: /localhost:8080.*refused|127\.0\.0\.1:\s?8080.*refused/ },
  {
    id: 'ks-wait',
    pattern: /RETRYING: .*Waiting for (ks-account|ks-console|alerting-db-init|openldap|mysql|redis)/,
  },
  { id: 'ks-sc', pattern: /[Dd]efault StorageClass was not found/ },
  { id: 'ks-crd', pattern: /no matches for kind \\?"S2iBuilderTemplate/ },
  { id: 'ks-quant', pattern: /unable to parse quantity's suffix/ },
  {
    id: 'pvc',
    pattern: /unbound (immediate )?PersistentVolumeClaims|no persistent volumes available for this claim/,
  },
  { id: 'nfs', pattern: /mount\.<type> helper program|wrong fs type, bad option/ },
  { id: 'rbd', pattern: /(rbd|create rbd image|rbd image status).*executable file not found/ },
  { id: 'csr', pattern: /create client certificate failed/ },
]

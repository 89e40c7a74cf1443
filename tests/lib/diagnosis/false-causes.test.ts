/** The words of a known failure in the texts of other failures: each result has exactly the causes that it names. */
import { describe, expect, it } from 'vitest'
import { LogReducer } from '@/lib/diagnosis/log-reducer'

const command = (cmd: string, stderr: string, rest: object = {}) => ({
  ...{ changed: true, cmd, msg: 'non-zero return code', rc: 1, stderr, stderr_lines: stderr.split('\n') },
  ...{ stdout: '', ...rest },
})

function diagnosed(result: object, task = 'step', status = 'FAILED') {
  const reducer = new LogReducer()
  const log = `\nPLAY [all] ****\n\nTASK [${task}] ****\nfatal: [n1]: ${status}! => ${JSON.stringify(result)}\n\nPLAY RECAP ****\nn1 : ok=0 changed=0 unreachable=0 failed=1\n`
  reducer.push(Buffer.from(log))
  reducer.end()
  return reducer.diagnosis().map(({ id }) => id)
}

type Row = [causes: string[], result: object, task?: string]

const ROWS: Record<string, Row[]> = {
  'a refused connection': [
    [['kube-api'], command('kubectl get nodes', 'dial tcp 10.0.0.3:8443: connect: connection refused')],
    [
      ['kube-api'],
      command(
        '/usr/local/bin/helm upgrade x y',
        'Error: Kubernetes cluster unreachable: Get "https://lb:8443/version": dial tcp 10.0.0.9:8443: connect: connection refused',
      ),
    ],
    [['img-net'], command('docker pull lab:5000/x', 'dial tcp 10.0.0.9:5000: connect: connection refused')],
    [
      ['webhook'],
      command(
        'kubectl apply -f ingress.yml',
        'Error from server (InternalError): Internal error occurred: failed calling webhook "validate.nginx.ingress.kubernetes.io": Post "https://ingress-nginx-controller-admission.ingress-nginx.svc:443/networking/v1/ingresses?timeout=10s": dial tcp 10.233.1.2:443: connect: connection refused',
      ),
    ],
    [[], command('/opt/shop/migrate', 'dial tcp 10.0.0.8:5432: connect: connection refused')],
    [
      [],
      command(
        'curl -fsS http://127.0.0.1:8080/health',
        'curl: (7) Failed connect to localhost:8080; Connection refused',
      ),
    ],
    [[], { msg: 'Status code was -1 and not [200]', url: 'http://localhost:8080/api' }],
    [
      ['local8080'],
      command(
        'kubectl get ns',
        'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
      ),
    ],
    [
      ['etcd-down'],
      command(
        'curl https://10.0.0.3:2379/health',
        'curl: (7) Failed to connect to 10.0.0.3 port 2379: Connection refused',
      ),
    ],
    [
      ['ssh-refused'],
      {
        msg: 'could not establish connection to 10.0.0.3:2222: dial tcp 10.0.0.3:2222: connect: connection refused',
      },
    ],
  ],
  'a slow connection': [
    [['kube-api'], command('kubectl apply -f x', 'Error: net/http: TLS handshake timeout')],
    [
      ['kube-api'],
      command(
        'helm list',
        'Error: Get "https://10.0.0.1:6443/api/v1": net/http: request canceled while awaiting headers',
      ),
    ],
    [['img-net'], command('crictl pull pause:3', 'net/http: TLS handshake timeout')],
    [
      [],
      command(
        'helm repo add x https://charts.example.org',
        'Error: Get "https://charts.example.org/index.yaml": net/http: TLS handshake timeout',
      ),
    ],
  ],
  'a full device': [
    [
      ['inotify'],
      { msg: 'Failed to add /run/systemd/ask-password to directory watch: No space left on device' },
    ],
    [['inotify'], { msg: 'failed to create fsnotify watcher: too many open files' }],
    [['inotify'], command('tail -f x', 'tail: inotify resources exhausted')],
    [[], command('systemctl start x', 'mkdir /sys/fs/cgroup/memory/x: no space left on device')],
    [
      ['disk'],
      command(
        'cp a /kubeinstaller/yum_repo/iso',
        "cp: error writing '/kubeinstaller/yum_repo/iso': No space left on device",
      ),
    ],
    [
      ['disk'],
      {
        msg: "'/usr/bin/apt-get install x' failed: E: You don't have enough free space in /var/cache/apt/archives/.",
      },
    ],
    [['disk'], command('watch-install', 'write /opt/watchtower/data: no space left on device')],
  ],
  'a certificate': [
    [
      ['cert-expired'],
      command(
        'kubectl get nodes',
        'Unable to connect to the server: x509: certificate has expired or is not yet valid: current time 2026-01-02T03:04:05Z is after 2026-01-01T00:00:00Z',
      ),
    ],
    [
      ['cert-expired'],
      command('curl https://x', 'curl: (60) SSL certificate problem: certificate has expired'),
    ],
    [
      ['cert-expired'],
      {
        msg: 'Request failed: <urlopen error [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1007)>',
      },
    ],
    [
      ['clock'],
      {
        msg: 'Request failed: <urlopen error [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate is not yet valid (_ssl.c:1007)>',
      },
    ],
    [
      ['clock', 'apt-cache'],
      {
        msg: 'Failed to update apt cache: E:Release file for http://deb.example.org/InRelease is not valid yet (invalid for another 2h 3min 4s).',
      },
    ],
    [
      ['left-ca'],
      command(
        'kubectl get nodes',
        'Unable to connect to the server: x509: certificate signed by unknown authority',
      ),
    ],
  ],
  'a refused login': [
    [
      ['git-auth'],
      {
        cmd: '/usr/bin/git ls-remote origin',
        msg: 'git@git.lab: Permission denied (publickey).\r\nfatal: Could not read from remote repository.',
        rc: 128,
      },
    ],
    [
      ['img-auth'],
      command(
        'docker pull reg.lab/a',
        'Error response from daemon: pull access denied for reg.lab/a, repository does not exist or may require docker login: denied: requested access to the resource is denied',
      ),
    ],
    [
      ['img-auth'],
      {
        msg: 'Logging into reg.lab for user a failed - 500 Server Error: Get https://reg.lab/v2/: unauthorized: incorrect username or password',
      },
    ],
    [
      [],
      {
        msg: 'Logging into reg.lab failed: Get https://reg.lab/v2/: denied: Permission denied, please try again',
      },
    ],
    [
      ['dk-permission'],
      command(
        'docker ps',
        'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
      ),
    ],
    [['ssh-auth'], { msg: 'root@10.0.0.3: Permission denied (publickey,password).' }],
    [
      ['git-auth'],
      command('git pull', 'Host key verification failed.\nfatal: Could not read from remote repository.'),
    ],
    [
      ['git-net'],
      command(
        'git pull',
        'ssh: connect to host git.lab port 22: Connection refused\nfatal: Could not read from remote repository.',
      ),
    ],
  ],
  'a loop': [
    [
      ['an-recursion'],
      { msg: 'recursive loop detected in template string: {{ a }}. maximum recursion depth exceeded' },
    ],
    [[], command('systemctl start x', 'Found dependency loop detected in unit x')],
    [['coredns-loop'], { msg: '[FATAL] plugin/loop: Loop (127.0.0.1:53) detected for zone "."' }],
  ],
  'a repository': [
    [
      ['yum-404'],
      {
        msg: 'https://download.lab/linux/rhel/7Server/x86_64/stable/repodata/repomd.xml: [Errno 14] HTTPS Error 404 - Not Found\nTrying other mirror.\nfailure: repodata/repomd.xml from lab: [Errno 256] No more mirrors to try.',
      },
    ],
    [
      ['yum-404'],
      {
        msg: "Failed to download metadata for repo 'lab': Cannot download repomd.xml: Status code: 404 for https://download.lab/rhel/9/repodata/repomd.xml (IP: 10.0.0.1)",
      },
    ],
    [['yum-eol'], { msg: 'Cannot find a valid baseurl for repo: base/7/x86_64' }],
    [['dnf-meta'], { msg: 'Cannot find a valid baseurl for repo: epel/x86_64' }],
    [
      ['yum-eol'],
      {
        msg: 'http://mirror.centos.org/centos/7/os/x86_64/repodata/repomd.xml: [Errno 14] HTTP Error 404 - Not Found',
      },
    ],
  ],
  'words of another program': [
    [[], command('grep "No space left on device" /var/log/syslog', '')],
    [[], { msg: 'The conditional check \'ansible_os_family in ["Debian"]\' failed. The error was: bad' }],
    [
      ['kube-api'],
      {
        msg: "Failed to get client due to HTTPSConnectionPool(host='10.0.0.3', port=6443): Max retries exceeded with url: /version",
      },
    ],
    [[], { msg: "HTTPSConnectionPool(host='api.lab', port=443): Max retries exceeded with url: /v3/users" }],
    [
      [],
      {
        msg: 'The Secret "my_secret" is invalid: metadata.name: Invalid value: "my_secret": a DNS-1123 subdomain must consist of lower case alphanumeric characters',
      },
    ],
    [[], command('hostname -f', 'sudo: unable to resolve host n1: Temporary failure in name resolution')],
    [
      [],
      command(
        'mount /dev/sdb /data',
        'mount: wrong fs type, bad option, bad superblock on /dev/sdb,\n missing codepage or helper program',
      ),
    ],
    [
      ['nfs'],
      command(
        'mount 10.0.0.9:/x /data',
        'mount: wrong fs type, bad option, bad superblock on 10.0.0.9:/x,\n you might need a /sbin/mount.<type> helper program',
      ),
    ],
    [['cmd-missing'], command('helm list', '/bin/sh: 1: helm: not found', { rc: 127 })],
    [[], command('./run', 'line 3: colour: command not found\nodd', { rc: 5 })],
    [
      ['py-missing'],
      { msg: 'MODULE FAILURE', module_stdout: '/bin/sh: 1: /usr/bin/python: not found\r\n', rc: 127 },
    ],
  ],
  'an undefined variable': [
    [
      ['an-undefined'],
      {
        msg: "The task includes an option with an undefined variable. The error was: 'app_port' is undefined",
      },
    ],
    [
      ['an-undefined'],
      { msg: "Task failed: Finalization of task args failed: object of type 'dict' has no attribute 'port'" },
    ],
    [
      ['facts-limit'],
      {
        msg: "The task includes an option with an undefined variable. The error was: 'ansible_default_ipv4' is undefined",
      },
    ],
    [[], command('node x.js', "TypeError: 'app' is undefined")],
  ],
  'output next to a reason': [
    [
      ['disk'],
      command('apt-get install x', 'write: No space left on device', {
        stdout: 'E: Unable to locate package y',
      }),
    ],
    [['pkg-none'], command('apt-get install y', 'exit', { stdout: 'E: Unable to locate package y' })],
    [
      ['kubelet', 'kubeadm124'],
      command('kubeadm init', 'error execution phase wait-control-plane: timed out', {
        stdout: "[kubelet-check] It seems like the kubelet isn't running or healthy.",
      }),
    ],
  ],
  'a program that is named for another reason': [
    [
      ['kubeadm124', 'kubelet'].reverse(),
      command(
        'timeout -k 300s 300s /usr/local/bin/kubeadm init',
        "error execution phase wait-control-plane: couldn't initialize a Kubernetes cluster",
        {
          stdout:
            '[kubelet-check] failed with error: Get "http://localhost:10248/healthz": dial tcp 127.0.0.1:10248: connect: connection refused.',
        },
      ),
    ],
    [
      ['etcd-health'],
      command(
        'set -o pipefail && /usr/local/bin/etcdctl endpoint --cluster health',
        'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
      ),
    ],
    [['kubeadm124'], command('timeout -k 300s 300s /usr/local/bin/kubeadm init', '', { rc: 124 })],
    [[], command('kubeadm token create', 'timed out', { rc: 1 })],
    [['kubelet'], command('systemctl is-active kubelet.service', '', { rc: 3, stdout: 'activating' })],
    [[], command('systemctl is-active shop.service', '', { rc: 3, stdout: 'activating' })],
  ],
  'a program that does not exist': [
    [['cmd-missing'], { cmd: '/opt/bin/nerdctl pull x', msg: '[Errno 2] No such file or directory', rc: 2 }],
    [['cmd-missing'], { cmd: 'helm ls', msg: "[Errno 2] No such file or directory: 'helm'", rc: 2 }],
    [['cmd-missing'], command('x', '/bin/bash: jq: No such file or directory', { rc: 127 })],
    [[], command('cat x.yml', 'cat: x.yml: No such file or directory')],
    [
      ['rt-daemon'],
      command(
        'crictl ps',
        'validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": dial unix /run/containerd/containerd.sock: connect: no such file or directory',
      ),
    ],
  ],
  'a server of images': [
    [
      ['img-net'],
      command(
        'docker pull x',
        'Get https://production.cloudflare.docker.com/registry-v2/docker/x: net/http: TLS handshake timeout',
      ),
    ],
    [
      ['reg-ca'],
      command('curl https://a', 'curl: (60) SSL certificate problem: unable to get local issuer certificate'),
    ],
  ],
  'a download task': [
    [
      ['dl-file'],
      {
        censored:
          "the output has been hidden due to the fact that 'no_log: true' was specified for this result",
      },
      'download : Download_file | Download item',
    ],
    [[], { msg: 'Destination /tmp/releases is not writable' }, 'download : Download_file | Download item'],
  ],
}

describe.each(Object.entries(ROWS))('%s', (_, rows) => {
  it.each(rows.map(([causes, result, task]) => ({ causes, result, task })))(
    'has the causes $causes: $result',
    ({ causes, result, task }) => {
      expect(diagnosed(result, task)).toEqual(causes)
    },
  )
})

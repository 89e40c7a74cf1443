/** Failures of Kubespray and k3s-ansible as their logs print them: the wording is theirs, the hosts and addresses are not. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LogReducer } from '@/lib/diagnosis/log-reducer'

function diagnosed(log: string) {
  const reducer = new LogReducer()
  reducer.push(Buffer.from(log))
  reducer.end()
  return reducer.diagnosis()
}

const CENSORED = `"censored": "the output has been hidden due to the fact that 'no_log: true' was specified for this result"`
const task = (name: string) =>
  `\nTASK [${name}] ${'*'.repeat(20)}\nTuesday 01 December 2026  08:00:00 +0000 (0:00:00.044)       0:01:02.044 ******\n`
const shown = (url: string, hosts = ['n1']) =>
  task('download : Download_file | Show url of file to download') +
  hosts.map((host) => `ok: [${host}] => {\n    "msg": "${url}"\n}\n`).join('')
const retries = (name: string, host = 'n1') =>
  [4, 3, 2, 1].map((left) => `FAILED - RETRYING: [${host}]: ${name} (${left} retries left).\n`).join('')
const ITEM = 'Download_file | Download item'
const recap = (...failed: string[]) =>
  `\nPLAY RECAP ****\n${['n1', 'n2'].map((host) => `${host} : ok=9 changed=2 unreachable=0 failed=${failed.includes(host) ? 1 : 0} skipped=0 rescued=0 ignored=0\n`).join('')}`
const PLAY = '\nPLAY [Download images and files] ****\n'

describe('a hidden download', () => {
  const failure = (host = 'n1') =>
    `fatal: [${host}]: FAILED! => {"attempts": 4, ${CENSORED}, "changed": false}\n`

  it('has the URL that was shown before it, its server and the setting that replaces it', () => {
    const url = 'https://dl.k8s.io/release/v1.31.9/bin/linux/amd64/kubeadm'
    const log = PLAY + shown(url) + retries(ITEM) + task(`download : ${ITEM}`) + failure() + recap('n1')
    expect(diagnosed(log)).toEqual([
      {
        ...{ id: 'dl-file', host: 'n1', task: `download : ${ITEM}` },
        line: log.slice(0, log.indexOf('fatal: ')).split('\n').length,
        facts: { url, server: 'dl.k8s.io', setting: 'dl_k8s_io_url' },
      },
    ])
  })
  it('has the URL in YAML, and with the name of the debug task up to 2.23', () => {
    const yaml = `${task('container-engine/runc : Download_file | Starting download of file')}ok: [n1] => \n  msg: https://github.com/opencontainers/runc/x\n`
    const log = PLAY + yaml + task(`container-engine/runc : ${ITEM}`) + failure()
    expect(diagnosed(log)).toMatchObject([{ id: 'dl-file', facts: { server: 'github.com' } }])
  })
  it('has the URL of its own file, although others succeeded or were retried before', () => {
    const log =
      PLAY +
      shown('https://dl.k8s.io/first', ['n1', 'n2']) +
      retries(ITEM) +
      task(`download : ${ITEM}`) +
      'changed: [n1]\nchanged: [n2]\n' +
      shown('https://get.helm.sh/second', ['n1', 'n2']) +
      retries(ITEM) +
      task(`download : ${ITEM}`) +
      `ok: [n2]\n${failure()}`
    expect(diagnosed(log).map(({ host, facts }) => [host, facts?.url])).toEqual([
      ['n1', 'https://get.helm.sh/second'],
    ])
  })
  it('has the URL of its own host', () => {
    const log =
      PLAY +
      task('download : Download_file | Show url of file to download') +
      'ok: [n1] => {\n    "msg": "https://dl.k8s.io/a"\n}\nok: [n2] => {\n    "msg": "https://github.com/b"\n}\n' +
      task(`download : ${ITEM}`) +
      failure('n1') +
      failure('n2')
    expect(diagnosed(log).map(({ host, facts }) => [host, facts?.url])).toEqual([
      ['n1', 'https://dl.k8s.io/a'],
      ['n2', 'https://github.com/b'],
    ])
  })
  it('is recognised after a check of mirrors that was ignored, as in 2.23', () => {
    const mirrors = 'container-engine/runc : Download_file | Validate mirrors'
    const ignored = `failed: [n1] (item=None) => {"attempts": 4, ${CENSORED}, "changed": false}\nfatal: [n1]: FAILED! => {${CENSORED}, "changed": false}\n...ignoring\n`
    const log =
      PLAY +
      shown('https://github.com/opencontainers/runc/releases/download/v1.1.9/runc.amd64') +
      retries('Download_file | Validate mirrors') +
      task(mirrors) +
      ignored +
      task(`container-engine/runc : ${ITEM}`) +
      failure()
    expect(diagnosed(log)).toMatchObject([
      { id: 'dl-file', task: `container-engine/runc : ${ITEM}`, facts: { setting: 'github_url' } },
    ])
  })
  it('is recognised when a check of mirrors fails after one that was ignored for another file', () => {
    const mirrors = task('download : Download_file | Validate mirrors')
    const log = `${PLAY}${mirrors}${failure()}...ignoring\n${shown('https://dl.k8s.io/b')}${mirrors}${failure()}`
    expect(diagnosed(log)).toMatchObject([{ id: 'dl-file', facts: { url: 'https://dl.k8s.io/b' } }])
  })
  it('without a URL in the log names no facts, and is the only explanation', () => {
    const log = PLAY + retries(ITEM) + task(`download : ${ITEM}`) + failure()
    expect(diagnosed(log)).toEqual([expect.objectContaining({ id: 'dl-file' })])
    expect(diagnosed(log)[0]).not.toHaveProperty('facts')
  })
  it('masks the credentials of a mirror', () => {
    const log =
      PLAY + shown('https://bob:hunter2@mirror.lab/kubeadm') + task(`download : ${ITEM}`) + failure()
    const found = diagnosed(log)
    expect(found).toMatchObject([
      { facts: { url: 'https://***@mirror.lab/kubeadm', server: 'mirror.lab', setting: 'files_repo' } },
    ])
    expect(JSON.stringify(found)).not.toContain('hunter2')
  })
})

describe('a download that is not hidden', () => {
  const failed = (message: string, url: string) =>
    `fatal: [n1]: FAILED! => {"attempts": 4, "changed": false, "dest": "/tmp/releases/x", "elapsed": 10, "msg": ${JSON.stringify(message)}, "url": "${url}"}\n`
  it.each([
    'Request failed: <urlopen error timed out>',
    'Request failed',
    'Connection failure: [Errno 104] Connection reset by peer',
  ])('has the URL of its result: %s', (message) => {
    const log =
      PLAY + retries(ITEM) + task(`download : ${ITEM}`) + failed(message, 'https://get.helm.sh/helm.tgz')
    expect(diagnosed(log)).toMatchObject([{ id: 'dl-file', facts: { setting: 'get_helm_url' } }])
  })
  it('is explained by a checksum, by DNS or by a certificate first', () => {
    const ids = (message: string) =>
      diagnosed(PLAY + task(`download : ${ITEM}`) + failed(message, 'https://mirror.lab/x')).map(
        ({ id }) => id,
      )
    expect(ids('The checksum for /tmp/releases/x did not match abc; it was def.')).toEqual(['sha', 'dl-file'])
    expect(ids('Request failed: <urlopen error [Errno -3] Temporary failure in name resolution>')).toEqual([
      'resolve',
      'dl-file',
    ])
    expect(
      ids('Request failed: <urlopen error [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed>'),
    ).toEqual(['reg-ca', 'dl-file'])
  })
  it('of an address in the cluster is no problem of the internet', () => {
    const log =
      PLAY +
      task('Wait for the API server') +
      failed('Request failed: <urlopen error timed out>', 'https://10.0.0.3:6443/healthz')
    expect(diagnosed(log)).toEqual([])
  })
  it('of another task has its URL as well', () => {
    const log =
      PLAY +
      task('docker : Add key') +
      failed('Request failed: <urlopen error timed out>', 'https://download.docker.com/gpg')
    expect(diagnosed(log)).toMatchObject([{ id: 'url-get', facts: { server: 'download.docker.com' } }])
  })
})

describe('an image that cannot be pulled', () => {
  const PULL = 'download : Download_container | Download image if required'
  const pull = (command: string[], stderr: string) =>
    `${PLAY}${retries('Download_container | Download image if required')}${task(PULL)}fatal: [n1]: FAILED! => ${JSON.stringify({ attempts: 4, changed: true, cmd: command, msg: 'non-zero return code', rc: 1, stderr, stderr_lines: [stderr] })}\n`
  const head = 'failed to do request: Head "https://registry.k8s.io/v2/pause/manifests/3.10"'
  it.each([
    [
      'nerdctl',
      `time="2026-12-01T08:00:00Z" level=fatal msg="failed to resolve reference \\"registry.k8s.io/pause:3.10\\": ${head.replaceAll('"', '\\"')}: dial tcp 1.2.3.4:443: i/o timeout"`,
    ],
    [
      'ctr',
      `ctr: failed to resolve reference "registry.k8s.io/pause:3.10": ${head}: dial tcp: lookup registry.k8s.io: no such host`,
    ],
    [
      'crictl',
      `E1201 pulling image: rpc error: code = Unknown desc = failed to pull and unpack image "registry.k8s.io/pause:3.10": ${head}: EOF`,
    ],
    ['a proxy', `failed to resolve reference "registry.k8s.io/pause:3.10": ${head}: 403 Forbidden`],
  ])('names the registry and the setting that replaces it: %s', (_, stderr) => {
    const found = diagnosed(
      pull(['/usr/local/bin/nerdctl', '-n', 'k8s.io', 'pull', 'registry.k8s.io/pause:3.10'], stderr),
    )
    expect(found[0]).toMatchObject({
      id: 'img-net',
      facts: {
        url: 'https://registry.k8s.io/v2/pause/manifests/3.10',
        server: 'registry.k8s.io',
        setting: 'kube_image_repo',
      },
    })
    expect(found.map(({ id }) => id)).toEqual(['img-net'])
  })
  it('from a private registry is no problem of SSH', () => {
    const found = diagnosed(
      pull(
        ['nerdctl'],
        'Head "https://10.0.0.9:5001/v2/pause/manifests/3.10": dial tcp 10.0.0.9:5001: connect: connection refused',
      ),
    )
    expect(found.map(({ id, facts }) => [id, facts?.server])).toEqual([['img-net', '10.0.0.9:5001']])
  })
  it('names the registry that speaks HTTP, or that the host does not trust', () => {
    const request = 'Head "https://registry.lab:5000/v2/pause/manifests/3.10": '
    expect(
      diagnosed(pull(['nerdctl'], `${request}http: server gave HTTP response to HTTPS client`))[0],
    ).toMatchObject({
      id: 'reg-http',
      facts: { server: 'registry.lab:5000' },
    })
    expect(
      diagnosed(
        pull(
          ['nerdctl'],
          `${request}tls: failed to verify certificate: x509: certificate signed by unknown authority`,
        ),
      )[0],
    ).toMatchObject({ id: 'reg-ca', facts: { server: 'registry.lab:5000' } })
  })
  it('because nerdctl is missing is explained by that', () => {
    const missing = `${PLAY}${retries('Download_container | Download image if required')}${task(PULL)}fatal: [n1]: FAILED! => {"cmd": "nerdctl pull x", "msg": "[Errno 2] No such file or directory: b'/usr/local/bin/nerdctl'", "rc": 2}\n`
    expect(diagnosed(missing)[0]).toMatchObject({
      id: 'bin-missing',
      facts: { program: '/usr/local/bin/nerdctl' },
    })
  })
})

it.each([
  [
    'apt-cache',
    'Failed to update apt cache: W:Failed to fetch http://archive.lab/ubuntu/dists/noble/InRelease  Could not connect to archive.lab:80, E:Some index files failed to download.',
  ],
  [
    'dnf-meta',
    "Failed to download metadata for repo 'appstream': Cannot download repomd.xml: Curl error (28): Timeout was reached for http://archive.lab/appstream/repodata/repomd.xml",
  ],
])('a mirror of packages is named: %s', (id, msg) => {
  const log = `${PLAY}${task('kubernetes/preinstall : Install packages requirements')}fatal: [n1]: FAILED! => ${JSON.stringify({ changed: false, msg })}\n`
  expect(diagnosed(log)).toMatchObject([{ id, facts: { server: 'archive.lab' } }])
})

describe('k3s-ansible', () => {
  const K3S = '\nPLAY [Setup K3S server] ****\n'
  const failed = (name: string, result: object) =>
    `${K3S}${task(`k3s_server : ${name}`)}fatal: [n1]: FAILED! => ${JSON.stringify(result)}\n`
  it.each([
    [
      'Download K3s install script',
      { msg: 'Request failed: <urlopen error timed out>', url: 'https://get.k3s.io/' },
      'get.k3s.io',
    ],
    [
      'Run K3s install script',
      {
        msg: 'non-zero return code',
        rc: 1,
        stdout:
          '[INFO]  Using v1.34.1+k3s1 as release\n[INFO]  Downloading hash https://github.com/k3s-io/k3s/releases/download/v1.34.1+k3s1/sha256sum-amd64.txt\n[ERROR]  Download failed',
      },
      'github.com',
    ],
    [
      'Run K3s install script',
      {
        msg: 'non-zero return code',
        rc: 22,
        stdout:
          '[INFO]  Downloading hash https://github.com/a.txt\n[INFO]  Downloading binary https://github.com/k3s',
      },
      'github.com',
    ],
  ])('that cannot download has its URL: %s', (name, result, server) => {
    expect(diagnosed(failed(name, result))).toMatchObject([{ id: 'k3s-download', facts: { server } }])
  })
  it('whose script fails after the download has another cause', () => {
    const stdout =
      '[INFO]  Downloading binary https://github.com/k3s\n[INFO]  Verifying binary download\n[INFO]  Installing k3s to /usr/local/bin/k3s'
    const found = diagnosed(failed('Run K3s install script', { msg: 'non-zero return code', rc: 1, stdout }))
    expect(found).toEqual([])
  })
  it('whose first server does not start says where the reason is', () => {
    const msg =
      'Unable to restart service k3s: Job for k3s.service failed because the control process exited with error code.'
    expect(diagnosed(failed('Enable and start K3s service', { msg }))).toMatchObject([{ id: 'k3s-start' }])
  })
  it('whose servers do not join, or whose endpoint does not answer', () => {
    const joined = 'Verify that all server nodes joined'
    const log = `${K3S}${retries(joined)}${task(`k3s_server : ${joined}`)}fatal: [n1]: FAILED! => {"attempts": 20, "rc": 0, "stdout": "n1"}\n`
    expect(diagnosed(log)).toMatchObject([{ id: 'k3s-joined' }])
    const msg = 'Timeout when waiting for 10.0.0.99:6443'
    expect(diagnosed(failed('Wait for control plane to be ready', { msg }))).toMatchObject([
      { id: 'api-endpoint', facts: { server: '10.0.0.99:6443' } },
    ])
  })
})

describe('a preparation that fails', () => {
  const NONE = 'ERROR: No matching distribution found for ansible-core'
  const prepared = (reason: string) =>
    `\nPLAY [Prepare Ansible] ****\n\nTASK [Install Ansible from mirror.lab] ****\nLooking in indexes: https://mirror.lab/simple\n${reason}\n${NONE}\nfatal: [localhost]: FAILED! => ${JSON.stringify({ changed: false, msg: `pip could not install the requirements with Python 3.11.2 (exit status 1).\n${reason}\n${NONE}` })}\n`
  const URL = 'https://mirror.lab/simple/ansible-core/'
  const pool = `HTTPSConnectionPool(host='mirror.lab', port=443): Max retries exceeded with url: /simple/ansible-core/`
  it.each([
    [
      'pip-net',
      `Could not fetch URL ${URL}: connection error: ${pool} (Caused by NewConnectionError('<x>: Failed to establish a new connection: [Errno 111] Connection refused')) - skipping`,
    ],
    ['pip-net', `${pool} (Caused by ReadTimeoutError("Read timed out."))`],
    ['pip-net', `Could not fetch URL ${URL}: 401 Client Error: Unauthorized for url: ${URL} - skipping`],
    ['pip-page', `${URL} offers no packages. It seems to be a web page, not a package index.`],
    ['pip-page', `WARNING: Skipping page ${URL} because the GET request got Content-Type: application/pdf.`],
    [
      'pip-ca',
      `Could not fetch URL ${URL}: There was a problem confirming the ssl certificate: ${pool} (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'))) - skipping`,
    ],
    [
      'proxy-refused',
      `Could not fetch URL ${URL}: connection error: ${pool} (Caused by ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy Authentication Required'))) - skipping`,
    ],
  ])('names the index that cannot be read: %s, %s', (id, reason) => {
    const found = diagnosed(prepared(reason))
    expect(found.map((known) => [known.id, known.facts])).toEqual([[id, { url: URL, server: 'mirror.lab' }]])
  })
  it('because of Python says so instead of what pip says in general', () => {
    const ignored =
      'ERROR: Ignored the following versions that require a different python version: 2.18.0 Requires-Python >=3.11'
    expect(diagnosed(prepared(ignored)).map(({ id }) => id)).toEqual(['pip-python'])
    expect(diagnosed(prepared('')).map(({ id }) => id)).toEqual(['an-pip'])
  })
})

it('a proxy that is used for the cluster itself is no proxy that refuses', () => {
  const failed = (url: string) =>
    `${PLAY}${task('Wait')}fatal: [n1]: FAILED! => {"msg": "Request failed: <urlopen error Tunnel connection failed: 503 Service Unavailable>", "url": "${url}"}\n`
  expect(diagnosed(failed('https://10.0.0.3:6443/healthz')).map(({ id }) => id)).toEqual(['proxy-local'])
  expect(diagnosed(failed('https://dl.k8s.io/kubeadm'))).toMatchObject([
    { id: 'proxy-refused', facts: { url: 'https://dl.k8s.io/kubeadm', server: 'dl.k8s.io' } },
  ])
})

it('a hidden result of another task is explained only if nothing else explains it', () => {
  const hidden = `${PLAY}${task('etcd : Create secret')}fatal: [n1]: FAILED! => {${CENSORED}}\n`
  expect(diagnosed(hidden)).toMatchObject([{ id: 'no-log' }])
  const known = hidden.replace('\nfatal', '\nNo space left on device\nfatal')
  expect(diagnosed(known).map(({ id }) => id)).toEqual(['disk'])
})

it('a refused connection to the API server or to etcd is no problem of SSH', () => {
  const failed = (msg: string) => `${PLAY}${task('x')}fatal: [n1]: FAILED! => ${JSON.stringify({ msg })}\n`
  expect(
    diagnosed(failed('dial tcp 10.0.0.3:6443: connect: connection refused')).map(({ id }) => id),
  ).toEqual(['kube-api'])
  expect(
    diagnosed(failed('dial tcp 10.0.0.3:2379: connect: connection refused')).map(({ id }) => id),
  ).toEqual(['etcd-down'])
  expect(diagnosed(failed('dial tcp 10.0.0.3:22: connect: connection refused')).map(({ id }) => id)).toEqual([
    'ssh-refused',
  ])
})

it('a run that succeeded after retries has no diagnosis', () => {
  const log =
    '[WARNING]: Could not match supplied host pattern, ignoring: calico_rr\n' +
    PLAY +
    shown('https://dl.k8s.io/kubeadm', ['n1', 'n2']) +
    retries(ITEM) +
    task(`download : ${ITEM}`) +
    'changed: [n1]\nchanged: [n2]\n' +
    retries('Download_container | Download image if required') +
    task('download : Download_container | Download image if required') +
    'changed: [n1]\nchanged: [n2]\n' +
    retries('Create kubeadm token for joining nodes with 24h expiration (default)') +
    task('kubernetes/kubeadm : Create kubeadm token for joining nodes with 24h expiration (default)') +
    'ok: [n1]\nok: [n2]\n' +
    recap() +
    'Tuesday 01 December 2026  08:10:00 +0000 (0:00:00.044)       0:11:02.044 ******\n' +
    '===============================================================================\n' +
    `download : ${ITEM} ------------------------------------------ 41.32s\n` +
    'kubernetes/control-plane : Kubeadm | Initialize first control plane node (1st try) -- 20.11s\n' +
    'k3s_server : Verify that all server nodes joined ---------------- 10.00s\n'
  expect(diagnosed(log)).toEqual([])
})

const samples = readFileSync(new URL('../../fixtures/signatures.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((row) => row !== '' && !row.includes('\tfatal: '))
  .map((row) => row.split('\t'))
  .map(([id = '', , sample = '']) => ({ id, sample }))

describe('a failed task', () => {
  it.each(samples)('is explained by $id: $sample', ({ id, sample }) => {
    const isRetry = sample.startsWith('FAILED - RETRYING: ')
    const name = isRetry
      ? sample.replace(/^FAILED - RETRYING: (\[n1\]: |\[s2\]: )?/, '').replace(/ \(\d+ retries left\)\.$/, '')
      : 'step'
    const result = isRetry ? '{"msg": "non-zero return code"}' : JSON.stringify({ msg: sample })
    const log = `${PLAY}${isRetry ? `${sample}\n` : ''}${task(`role : ${name}`)}fatal: [${sample.includes('[s2]') ? 's2' : 'n1'}]: FAILED! => ${result}\n`
    expect(diagnosed(log).map((found) => found.id)).toContain(id)
  })
})

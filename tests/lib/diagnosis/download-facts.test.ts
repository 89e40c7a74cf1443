import { describe, expect, it } from 'vitest'
import { fileFacts, imageFacts, scriptFacts, urlFacts } from '@/lib/diagnosis/download-facts'

const result = (url: string) =>
  `{"attempts": 4, "dest": "/tmp/releases/x", "msg": "Request failed", "url": "${url}"}`

describe('the facts of a file', () => {
  it.each([
    ['https://github.com/etcd-io/etcd/releases/download/v3.5.22/etcd.tar.gz', 'github.com', 'github_url'],
    ['https://dl.k8s.io/release/v1.33.0/bin/linux/amd64/kubeadm', 'dl.k8s.io', 'dl_k8s_io_url'],
    ['https://storage.googleapis.com/cri-o/x.tar.gz', 'storage.googleapis.com', 'storage_googleapis_url'],
    ['https://get.helm.sh/helm-v3.18.4-linux-amd64.tar.gz', 'get.helm.sh', 'get_helm_url'],
    ['http://10.0.0.5:8080/files/kubelet', '10.0.0.5:8080', 'files_repo'],
    ['http://[fd00::5]:8080/kubelet', '[fd00::5]:8080', 'files_repo'],
  ])('are its URL, its server and the setting that replaces the server: %s', (url, server, setting) => {
    expect(fileFacts(result(url), undefined)).toEqual({ url, server, setting })
  })
  it('are read from the result before a URL that was shown earlier', () => {
    const shown = 'https://github.com/shown'
    expect(fileFacts(result('https://dl.k8s.io/x'), shown)?.url).toBe('https://dl.k8s.io/x')
    expect(fileFacts('{"censored": "the output has been hidden"}', shown)?.url).toBe(shown)
    expect(fileFacts('{"censored": "the output has been hidden"}', undefined)).toBeUndefined()
  })
  it('are read from YAML as well', () => {
    expect(
      fileFacts('changed=false\n  msg: Request failed\n  url: https://dl.k8s.io/x\n', undefined)?.server,
    ).toBe('dl.k8s.io')
  })
})

describe('credentials', () => {
  it.each([
    ['https://user:s3cret@mirror.lab/x', 'https://***@mirror.lab/x', 'mirror.lab'],
    ['https://s3cret@mirror.lab:8443/x', 'https://***@mirror.lab:8443/x', 'mirror.lab:8443'],
    ['https://user:s3c@ret@mirror.lab/x', 'https://***@mirror.lab/x', 'mirror.lab'],
    [
      'https://mirror.lab/x?v=1&access_token=s3cret',
      'https://mirror.lab/x?v=1&access_token=***',
      'mirror.lab',
    ],
    [
      'https://b.s3.lab/x?X-Amz-Signature=s3cret&y=1',
      'https://b.s3.lab/x?X-Amz-Signature=***&y=1',
      'b.s3.lab',
    ],
  ])('are masked in %s', (url, masked, server) => {
    expect(fileFacts(result(url), undefined)).toMatchObject({ url: masked, server })
  })
  it('that no URL may contain give no facts, since their end is unknown', () => {
    expect(fileFacts(result('https://user:s3/cret@mirror.lab/x'), undefined)).toBeUndefined()
    expect(fileFacts(result("https://user:s3'cret@mirror.lab/x"), undefined)).toBeUndefined()
  })
})

it.each([
  "https://x.lab/'; reboot; '",
  'https://x.lab/`id`',
  'https://x.lab/$(id)|sh',
  'https://x.lab/a\\u0027b',
  'https://',
  'https://x y',
])('a URL that could leave the quotes of a shell command is cut or gives no facts: %s', (url) => {
  expect(fileFacts(result(url), undefined)?.url ?? '').not.toMatch(/['`\\|\s]/)
})

describe('the facts of an image', () => {
  it.each([
    [
      String.raw`level=info error=\"failed to do request: Head \\\"https://registry.k8s.io/v2/pause/manifests/3.9\\\": dial tcp 1.2.3.4:443: i/o timeout\"`,
      'https://registry.k8s.io/v2/pause/manifests/3.9',
      'kube_image_repo',
    ],
    [
      'Get https://registry-1.docker.io/v2/: net/http: TLS handshake timeout',
      'https://registry-1.docker.io/v2/',
      'docker_image_repo',
    ],
    [
      String.raw`failed to resolve reference \"quay.io/calico/node:v3.29\": unexpected EOF`,
      'https://quay.io/v2/',
      'quay_image_repo',
    ],
    [
      'failed to pull image "docker.io/library/nginx:1.25": EOF',
      'https://registry-1.docker.io/v2/',
      'docker_image_repo',
    ],
    [
      'Head "https://harbor.lab:8443/v2/x/manifests/1": connection refused',
      'https://harbor.lab:8443/v2/x/manifests/1',
      'registry_host',
    ],
  ])('are the request and the setting that replaces the registry: %s', (text, url, setting) => {
    expect(imageFacts(text)).toMatchObject({ url, setting })
  })
  it('name the setting of the registry if it redirects to another server', () => {
    const text =
      'failed to resolve reference "registry.k8s.io/pause:3.9": Head "https://eu-docker.pkg.dev/v2/k8s-artifacts/pause/manifests/3.9": 403 Forbidden'
    expect(imageFacts(text)).toMatchObject({ server: 'eu-docker.pkg.dev', setting: 'kube_image_repo' })
  })
  it('are absent without a request and an image', () => {
    expect(imageFacts('net/http: TLS handshake timeout')).toBeUndefined()
  })
})

it('the facts of a mirror are its URL without the punctuation of the sentence', () => {
  expect(
    urlFacts("E: The repository 'http://archive.lab/ubuntu noble Release' does not have a Release file."),
  ).toEqual({
    url: 'http://archive.lab/ubuntu',
    server: 'archive.lab',
  })
  expect(urlFacts('Timeout was reached for https://m.lab/repomd.xml.')?.url).toBe('https://m.lab/repomd.xml')
})

it('the facts of an install script are the download that it announced last', () => {
  const stdout =
    '[INFO]  Downloading hash https://github.com/a.txt\\n[INFO]  Downloading binary https://github.com/k3s'
  expect(scriptFacts(`{"stdout": "${stdout}"}`)?.url).toBe('https://github.com/k3s')
  expect(scriptFacts(result('https://get.k3s.io/'))?.url).toBe('https://get.k3s.io/')
})

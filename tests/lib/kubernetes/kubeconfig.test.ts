import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { KubeconfigProblem, parseKubeconfig, withServer } from '@/lib/kubernetes/kubeconfig'

const pem = (label: string) => `-----BEGIN ${label}-----\nMIIB\n-----END ${label}-----\n`
const data = (label: string) => btoa(pem(label))

/** As kubeadm writes it. */
const ADMIN = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${data('CERTIFICATE')}
    server: https://127.0.0.1:6443
  name: cluster.local
contexts:
- context:
    cluster: cluster.local
    user: kubernetes-admin
  name: kubernetes-admin@cluster.local
current-context: kubernetes-admin@cluster.local
kind: Config
preferences: {}
users:
- name: kubernetes-admin
  user:
    client-certificate-data: ${data('CERTIFICATE')}
    client-key-data: ${data('RSA PRIVATE KEY')}
`

const codeOf = (text: string) => {
  try {
    parseKubeconfig(text)
  } catch (error) {
    return error instanceof KubeconfigProblem ? error.code : error
  }
  return undefined
}

describe('a kubeconfig', () => {
  it('has the server, the authority and the credentials of its current context', () => {
    expect(parseKubeconfig(ADMIN)).toEqual({
      server: 'https://127.0.0.1:6443',
      authority: pem('CERTIFICATE'),
      certificate: pem('CERTIFICATE'),
      key: pem('RSA PRIVATE KEY'),
    })
  })

  it('changes the server of its current context, and nothing else', () => {
    const other = '- cluster:\n    server: https://10.0.0.9:6443\n  name: other\n'
    const text = ADMIN.replace('contexts:\n', `${other}contexts:\n`)
    const changed = withServer(text, 'https://k8s.example:6443')
    expect(load(changed)).toEqual(load(text.replace('https://127.0.0.1:6443', 'https://k8s.example:6443')))
    expect(withServer(ADMIN, 'https://127.0.0.1:6443')).toBe(ADMIN)
  })

  it('keeps keys that Taskbox does not know', () => {
    const text = ADMIN.replace('    server:', '    tls-server-name: api\n    server:')
    expect(withServer(text, 'https://10.0.0.1:6443')).toContain('tls-server-name: api')
  })

  it('needs no current context if there is one context', () => {
    expect(parseKubeconfig(ADMIN.replace(/^current-context.*\n/m, '')).server).toBe('https://127.0.0.1:6443')
  })

  it.each([
    ['an empty file', '', 'not-kubeconfig'],
    ['a page of a proxy', '<html><body>Sign in</body></html>', 'not-kubeconfig'],
    ['broken YAML', 'kind: [Config', 'not-kubeconfig'],
    ['two documents', `${ADMIN}---\n${ADMIN}`, 'not-kubeconfig'],
    ['another resource', 'apiVersion: v1\nkind: ConfigMap\n', 'not-kubeconfig'],
    ['a truncated file', ADMIN.slice(0, ADMIN.indexOf('users:')), 'not-kubeconfig'],
    ['a current context without its user', ADMIN.replace('user: kubernetes-admin', 'user: x'), 'no-context'],
    [
      'a current context that does not exist',
      ADMIN.replace('current-context: k', 'current-context: x'),
      'no-context',
    ],
    [
      'an authority in another file',
      ADMIN.replace('certificate-authority-data', 'certificate-authority'),
      'no-authority',
    ],
    ['an authority that is no PEM', ADMIN.replace(data('CERTIFICATE'), '"%%%"'), 'no-authority'],
    [
      'a token instead of a certificate',
      ADMIN.replace(/client-certificate-data.*/, 'token: x'),
      'no-credentials',
    ],
    ['no key', ADMIN.replace(/ +client-key-data.*\n/, ''), 'no-credentials'],
  ])('is not %s', (_, text, code) => {
    expect(codeOf(text)).toBe(code)
  })

  it('shows no secret in its errors', () => {
    const text = ADMIN.replace(data('CERTIFICATE'), '"%%%"')
    expect(() => parseKubeconfig(text)).toThrow(/^no-authority$/)
  })
})

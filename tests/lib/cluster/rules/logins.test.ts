import { describe, expect, it } from 'vitest'
import { type LoginDraft, SECRET_PLACEHOLDER } from '@/lib/cluster/draft/draft'
import { emptyLogin } from '@/lib/cluster/draft/empty-draft'
import { exampleDraft, problem, validate, withHost } from '../example-draft'
import { generateKey } from '../generate-key'

const key = generateKey('', '-t', 'ed25519')
const locked = generateKey('passphrase', '-t', 'ed25519')

function withLogin(change: Partial<LoginDraft>) {
  return withHost(1, { ...emptyLogin(), ...change })
}

describe('a login', () => {
  it('has a password or a key', () => {
    expect(validate(withLogin({ password: 'x' }))).toEqual([])
    expect(validate(withLogin({ privateKey: key.privateKey }))).toEqual([])
    expect(validate(withLogin({}))).toEqual(['error login-missing hosts[1].password'])
  })

  it('is optional for the taskbox', () => {
    expect(validate(withHost(0, { ...emptyLogin(), sharedLogin: false }))).toEqual([])
  })

  it('accepts a placeholder as a secret', () => {
    expect(validate(withLogin({ password: SECRET_PLACEHOLDER }))).toEqual([])
    expect(validate(withLogin({ privateKey: SECRET_PLACEHOLDER }))).toEqual([])
    expect(validate(withLogin({ privateKey: locked.privateKey, passphrase: SECRET_PLACEHOLDER }))).toEqual([])
  })

  it('is validated once if it is shared, and only if a host uses it', () => {
    const draft = exampleDraft()
    draft.hosts = draft.hosts.map((host) => ({ ...host, sharedLogin: true, password: '' }))
    expect(validate(draft)).toEqual(['error login-missing login.password'])
    draft.login = { ...emptyLogin(), user: 'a b', password: 'x\ny' }
    expect(validate(draft)).toEqual([
      'error user-invalid login.user',
      'error secret-not-carried login.password',
    ])
    draft.hosts = draft.hosts.map((host) => ({ ...host, sharedLogin: false, password: 'x' }))
    expect(validate(draft)).toEqual([])
  })

  it('has a warning for an unused password next to a key', () => {
    const both = { password: 'x', privateKey: key.privateKey }
    expect(validate(withLogin(both))).toEqual(['warning login-both hosts[1].password'])
    expect(validate(withLogin({ ...both, user: 'ubuntu' }))).toEqual([])
    expect(validate(withLogin({ ...both, user: 'ubuntu', sudoPassword: 'y' }))).toEqual([
      'warning login-both hosts[1].password',
    ])
  })
})

describe('users', () => {
  it.each(['', 'root', 'ubuntu', '_svc', 'svc-1', 'a.b', 'name@example.org', 'EXAMPLE\\name', 'machine$'])(
    'can be %j',
    (user) => {
      expect(validate(withLogin({ user, password: 'x' }))).toEqual([])
    },
  )

  it.each(['-oProxyCommand=x', 'a b', 'a;b', "a'b", '$(x)', '{{x}}', '用户', 'a#b'])(
    'cannot be %j',
    (user) => {
      expect(validate(withLogin({ user, password: 'x' }))).toEqual(['error user-invalid hosts[1].user'])
    },
  )
})

describe('passwords', () => {
  it.each([
    ' ',
    '#',
    "'",
    '"',
    '\\',
    '$x',
    `\${x}`,
    '密码',
    '\t',
    '\u0001',
    '\u2028',
    '{',
    '{ {x} }',
    'x{#y',
  ])('may be %j', (password) => {
    expect(validate(withLogin({ password }))).toEqual([])
    expect(validate(withLogin({ user: 'u', password: 'x', sudoPassword: password }))).toEqual([])
  })

  it.each(['a\nb', 'a\r', '\0', '\ud800'])('cannot be %j, since ssh and sudo read a line', (secret) => {
    expect(validate(withLogin({ password: secret }))).toEqual(['error secret-not-carried hosts[1].password'])
    expect(validate(withLogin({ user: 'u', password: 'x', sudoPassword: secret }))).toEqual([
      'error secret-not-carried hosts[1].sudoPassword',
    ])
  })

  it('cannot exceed the 1023 bytes of ssh and sudo', () => {
    expect(validate(withLogin({ password: 'x'.repeat(1023) }))).toEqual([])
    const found = problem(withLogin({ password: '密'.repeat(342) }), 'too-long')
    expect(found).toMatchObject({ path: ['hosts', 1, 'password'], facts: { limit: 1023, length: 1026 } })
  })
})

describe('private keys', () => {
  it('must have a supported format', () => {
    const found = (privateKey: string) => problem(withLogin({ privateKey }), 'private-key-invalid')
    expect(found(key.publicKey)).toMatchObject({
      path: ['hosts', 1, 'privateKey'],
      facts: { kind: 'public' },
    })
    expect(found('hello')?.facts).toEqual({ kind: 'none' })
    expect(found(key.privateKey.slice(0, -30))?.facts).toEqual({ kind: 'broken' })
  })

  it('require a passphrase if they are encrypted', () => {
    expect(validate(withLogin({ privateKey: locked.privateKey }))).toEqual([
      'error private-key-passphrase hosts[1].passphrase',
    ])
    expect(validate(withLogin({ privateKey: locked.privateKey, passphrase: 'passphrase' }))).toEqual([])
  })
})

describe('host keys', () => {
  it('must be fingerprints in the format of ssh-keygen', () => {
    const base64 = 'a'.repeat(43)
    expect(validate(withHost(1, { hostKey: `SHA256:${base64}` }))).toEqual([])
    for (const hostKey of [base64, `MD5:${base64}`, `SHA256:${base64}a`, 'SHA256:…'])
      expect(validate(withHost(1, { hostKey }))).toEqual(['error fingerprint-invalid hosts[1].hostKey'])
  })
})

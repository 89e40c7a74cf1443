import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parsePrivateKey } from '@/lib/cluster/private-key'
import { generateKey } from './generate-key'

const open = { kind: 'key', encrypted: false }
const locked = { kind: 'key', encrypted: true }

describe('parsePrivateKey', () => {
  it.each([
    ['ed25519', ['-t', 'ed25519']],
    ['ecdsa', ['-t', 'ecdsa']],
    ['rsa', ['-t', 'rsa', '-b', '2048']],
    ['rsa as PEM', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']],
    ['ecdsa as PEM', ['-t', 'ecdsa', '-m', 'PEM']],
  ])('detects whether a key of %s is encrypted', (_, options) => {
    expect(parsePrivateKey(generateKey('', ...options).privateKey)).toEqual(open)
    expect(parsePrivateKey(generateKey('passphrase', ...options).privateKey)).toEqual(locked)
  })

  it('accepts CRLF and surrounding white space', () => {
    const { privateKey } = generateKey('secret phrase', '-t', 'ed25519')
    expect(parsePrivateKey(`\n  ${privateKey.replaceAll('\n', '\r\n')}\r\n`)).toEqual(locked)
  })

  it('identifies unsupported formats', () => {
    const { publicKey } = generateKey('', '-t', 'ed25519')
    const pkcs8 = generateKeyPairSync('ed25519')
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString()
    expect(parsePrivateKey(publicKey)).toEqual({ kind: 'public' })
    expect(parsePrivateKey('-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----')).toEqual({
      kind: 'public',
    })
    expect(parsePrivateKey('PuTTY-User-Key-File-3: ssh-ed25519\n')).toEqual({ kind: 'putty' })
    expect(parsePrivateKey(pkcs8)).toEqual({ kind: 'pkcs8' })
    expect(parsePrivateKey('~/.ssh/id_ed25519')).toEqual({ kind: 'none' })
    expect(parsePrivateKey('-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----')).toEqual({
      kind: 'none',
    })
    expect(parsePrivateKey('')).toEqual({ kind: 'none' })
  })

  it('detects a truncated key', () => {
    const { privateKey } = generateKey('', '-t', 'ed25519')
    const lines = privateKey.trim().split('\n')
    expect(parsePrivateKey(lines.slice(0, -1).join('\n'))).toEqual({ kind: 'broken' })
    expect(parsePrivateKey([lines[0], lines.at(-1)].join('\n'))).toEqual({ kind: 'broken' })
    expect(parsePrivateKey([lines[0], 'AAAA', lines.at(-1)].join('\n'))).toEqual({ kind: 'broken' })
    expect(parsePrivateKey([lines[0], '!!!', lines.at(-1)].join('\n'))).toEqual({ kind: 'broken' })
    const magicAlone = btoa('openssh-key-v1\0\xff\xff\xff\xff')
    expect(parsePrivateKey([lines[0], magicAlone, lines.at(-1)].join('\n'))).toEqual({ kind: 'broken' })
  })
})

import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readKey } from '@/lib/cluster/private-key'
import { makeKey } from './keys'

const open = { kind: 'key', encrypted: false }
const locked = { kind: 'key', encrypted: true }

describe('readKey', () => {
  it.each([
    ['ed25519', ['-t', 'ed25519']],
    ['ecdsa', ['-t', 'ecdsa']],
    ['rsa', ['-t', 'rsa', '-b', '2048']],
    ['rsa as PEM', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']],
    ['ecdsa as PEM', ['-t', 'ecdsa', '-m', 'PEM']],
  ])('sees whether a key of %s is encrypted', (_, options) => {
    expect(readKey(makeKey('', ...options).privateKey)).toEqual(open)
    expect(readKey(makeKey('passphrase', ...options).privateKey)).toEqual(locked)
  })

  it('takes Windows line ends and blanks around', () => {
    const { privateKey } = makeKey('secret phrase', '-t', 'ed25519')
    expect(readKey(`\n  ${privateKey.replaceAll('\n', '\r\n')}\r\n`)).toEqual(locked)
  })

  it('tells what else it was given', () => {
    const { publicKey } = makeKey('', '-t', 'ed25519')
    const pkcs8 = generateKeyPairSync('ed25519')
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString()
    expect(readKey(publicKey)).toEqual({ kind: 'public' })
    expect(readKey('-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----')).toEqual({ kind: 'public' })
    expect(readKey('PuTTY-User-Key-File-3: ssh-ed25519\n')).toEqual({ kind: 'putty' })
    expect(readKey(pkcs8)).toEqual({ kind: 'pkcs8' })
    expect(readKey('~/.ssh/id_ed25519')).toEqual({ kind: 'none' })
    expect(readKey('-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----')).toEqual({ kind: 'none' })
    expect(readKey('')).toEqual({ kind: 'none' })
  })

  it('sees a key that was cut', () => {
    const { privateKey } = makeKey('', '-t', 'ed25519')
    const lines = privateKey.trim().split('\n')
    expect(readKey(lines.slice(0, -1).join('\n'))).toEqual({ kind: 'broken' })
    expect(readKey([lines[0], lines.at(-1)].join('\n'))).toEqual({ kind: 'broken' })
    expect(readKey([lines[0], 'AAAA', lines.at(-1)].join('\n'))).toEqual({ kind: 'broken' })
    expect(readKey([lines[0], '!!!', lines.at(-1)].join('\n'))).toEqual({ kind: 'broken' })
    const magicAlone = btoa('openssh-key-v1\0\xff\xff\xff\xff')
    expect(readKey([lines[0], magicAlone, lines.at(-1)].join('\n'))).toEqual({ kind: 'broken' })
  })
})

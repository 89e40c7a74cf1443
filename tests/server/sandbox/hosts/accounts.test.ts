import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { accountFiles, hashPasswords, randomPassword, shadowFile } from '@/server/sandbox/hosts/accounts'

describe('accounts of practice hosts', () => {
  it('have unique passwords that need no quoting', () => {
    const passwords = Array.from({ length: 50 }, randomPassword)
    expect(new Set(passwords).size).toBe(50)
    for (const password of passwords) expect(password).toMatch(/^[\w-]{16}$/)
  })

  it('have hashes that crypt(3) verifies, in the order of the passwords', async () => {
    const passwords = ['first-one', 'the second']
    const hashes = await hashPasswords(passwords)
    for (const [index, hash] of hashes.entries()) {
      const salt = hash.split('$')[2] ?? ''
      const again = await execa('openssl', ['passwd', '-6', '-salt', salt, '-stdin'], {
        input: passwords[index] ?? '',
      })
      expect(again.stdout).toBe(hash)
    }
  })

  it('are root, the sudo user, and locked service accounts', async () => {
    const { passwd, group } = await accountFiles()
    const names = passwd
      .trim()
      .split('\n')
      .map((line) => line.split(':')[0])
    expect(names).toContain('sshd')
    expect(new Set(names).size).toBe(names.length)
    expect(group).toMatch(/^sudo:x:\d+:ubuntu$/m)
    const shadow = shadowFile(passwd, '$6$root', '$6$sudo')
    expect(shadow.match(/^root:\$6\$root:/gm)).toHaveLength(1)
    expect(shadow.match(/^ubuntu:\$6\$sudo:/gm)).toHaveLength(1)
    expect(shadow.match(/^[^:]+:\*:/gm)).toHaveLength(names.length - 2)
  })
})

/** Generates keys with OpenSSH's ssh-keygen. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Returns a new key pair; `options` are ssh-keygen's. */
export function generateKey(
  passphrase: string,
  ...options: string[]
): { privateKey: string; publicKey: string } {
  const folder = mkdtempSync(join(tmpdir(), 'taskbox-key-'))
  const file = join(folder, 'key')
  try {
    execFileSync('ssh-keygen', ['-q', '-N', passphrase, '-C', 'test', '-f', file, ...options])
    return { privateKey: readFileSync(file, 'utf8'), publicKey: readFileSync(`${file}.pub`, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

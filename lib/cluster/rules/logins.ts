/**
 * Logins. Either a password or a private key logs in. Where both are given the key logs in, and the password is for
 * sudo; it is of no use, and said to be so, where root logs in or a sudo password stands beside it.
 */

import { MAX_PASSWORD_BYTES, refusal } from '@/lib/ansible/inventory'
import { ROOT } from '../constants'
import {
  type Draft,
  isStoredMark,
  type LoginDraft,
  MISSING_SECRET,
  SECRET_FIELDS,
  WITHHELD_SECRET,
} from '../draft'
import { loginOf, loginPath } from '../login'
import { readKey } from '../private-key'
import type { FieldPath, Problem } from '../problem'
import { called } from './hosts'
import { error, warning } from './report'
import { judgeText } from './text'

interface Use {
  /** Somebody logs in with it: a secret must be there. */
  needed: boolean
  /** Whose it is, for messages: a host's by its name, the one for all hosts, the taskbox's, or a bastion's. */
  of: 'host' | 'login' | 'taskbox' | 'bastion'
  name: string
}

/** Linux accounts and those of a directory (`name@example.org`, `EXAMPLE\name`); no blank, no option's dash. */
const USER = /^[A-Za-z0-9_][A-Za-z0-9._@\\+-]*\$?$/
const USER_LIMIT = 256
/** SHA-256 in base64, as `ssh-keygen -l` prints it. */
const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}=?$/

export function loginProblems(draft: Draft): Problem[] {
  const problems: Problem[] = []
  const shared = { needed: false, used: false }
  draft.hosts.forEach((host, index) => {
    const needed = !host.taskbox && draft.installer.mode === 'multi-node'
    if (host.sharedLogin) {
      shared.used = true
      shared.needed ||= needed
    } else {
      const use = { needed, of: 'host', name: called(host, index) } as const
      problems.push(...judgeLogin(loginOf(draft, host), loginPath(host, index), use))
    }
    problems.push(...fingerprintProblems(host.hostKey, ['hosts', index, 'hostKey']))
  })
  if (!shared.used) return problems
  const use = { needed: shared.needed, of: 'login', name: '' } as const
  return [...judgeLogin(draft.login, ['login'], use), ...problems]
}

/** What is wrong with one login at `path`. */
export function judgeLogin(login: LoginDraft, path: FieldPath, use: Use): Problem[] {
  return [
    ...judgeText(login.user, [...path, 'user'], {
      limit: USER_LIMIT,
      test: (user) => USER.test(user),
      code: 'user-invalid',
    }),
    ...presence(login, path, use),
    ...keyProblems(login, path),
    ...secretProblems(login, path, use),
    ...SECRET_FIELDS.flatMap((field) =>
      storedProblems(login[field], [...path, field], { field, of: use.of, name: use.name }),
    ),
  ]
}

export function fingerprintProblems(hostKey: string, path: FieldPath): Problem[] {
  return judgeText(hostKey, path, { test: (key) => FINGERPRINT.test(key), code: 'fingerprint-invalid' })
}

function presence(login: LoginDraft, path: FieldPath, { needed, of, name }: Use): Problem[] {
  const { user, password, privateKey, sudoPassword } = login
  if (!password && !privateKey)
    return needed ? [error('login-missing', [...path, 'password'], { of, name })] : []
  const idle = of === 'bastion' || (user || ROOT) === ROOT || sudoPassword !== ''
  if (password && privateKey && idle) return [warning('login-both', [...path, 'password'], { of, name })]
  return []
}

function keyProblems({ privateKey, passphrase }: LoginDraft, path: FieldPath): Problem[] {
  if (!privateKey || isStoredMark(privateKey)) return []
  const key = readKey(privateKey)
  if (key.kind !== 'key') return [error('private-key-invalid', [...path, 'privateKey'], { kind: key.kind })]
  return key.encrypted && !passphrase ? [error('private-key-passphrase', [...path, 'passphrase'])] : []
}

/** What ssh and sudo never get whole; any other password arrives (lib/ansible/inventory.ts). */
function secretProblems(login: LoginDraft, path: FieldPath, { of, name }: Use): Problem[] {
  return (['password', 'sudoPassword', 'passphrase'] as const).flatMap((field) => {
    const secret = login[field]
    const at = [...path, field]
    const code = isStoredMark(secret) ? undefined : refusal(secret)
    if (code === 'too-long') return [error(code, at, { limit: MAX_PASSWORD_BYTES, length: bytes(secret) })]
    return code ? [error(code, at, { field, of, name })] : []
  })
}

/** What keeps a stored secret from being used. */
export function storedProblems(value: string, path: FieldPath, facts: Problem['facts']): Problem[] {
  if (value === WITHHELD_SECRET) return [error('secret-withheld', path, facts)]
  return value === MISSING_SECRET ? [error('secret-missing', path, facts)] : []
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length
}

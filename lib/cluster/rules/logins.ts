/**
 * Rules for logins. A login has a password or a private key. With both, the key is used for SSH and the password for
 * sudo; a warning reports the password as unused for root and next to a sudo password.
 */

import { findPasswordProblem, MAX_PASSWORD_BYTES } from '@/lib/ansible/inventory/encode'
import {
  type Draft,
  isSecretPlaceholder,
  type LoginDraft,
  MISSING_PLACEHOLDER,
  SECRET_FIELDS,
  WITHHELD_PLACEHOLDER,
} from '../draft/draft'
import { ROOT } from '../draft/draft-defaults'
import { effectiveLogin, effectiveLoginPath } from '../login'
import { parsePrivateKey } from '../private-key'
import type { FieldPath, Problem } from '../problem'
import { error, warning } from './create-problem'
import { hostLabel } from './hosts'
import { validateText } from './text'

interface LoginUse {
  /** Whether the login is used, so it must have a secret. */
  required: boolean
  /** The owner for messages: a host, the shared login, the taskbox or a bastion. */
  of: 'host' | 'login' | 'taskbox' | 'bastion'
  name: string
}

/** Linux and directory accounts (`name@example.org`, `EXAMPLE\name`), without spaces or a leading dash. */
const USER_PATTERN = /^[A-Za-z0-9_][A-Za-z0-9._@\\+-]*\$?$/
const MAX_USER_LENGTH = 256
/** The format of `ssh-keygen -l`: SHA-256 in base64. */
const FINGERPRINT_PATTERN = /^SHA256:[A-Za-z0-9+/]{43}=?$/

export function loginProblems(draft: Draft): Problem[] {
  const problems: Problem[] = []
  const shared = { needed: false, used: false }
  draft.hosts.forEach((host, index) => {
    const needed = !host.taskbox && draft.installer.mode === 'multi-node'
    if (host.sharedLogin) {
      shared.used = true
      shared.needed ||= needed
    } else {
      const use = { required: needed, of: 'host', name: hostLabel(host, index) } as const
      problems.push(...validateLogin(effectiveLogin(draft, host), effectiveLoginPath(host, index), use))
    }
    problems.push(...fingerprintProblems(host.hostKey, ['hosts', index, 'hostKey']))
  })
  if (!shared.used) return problems
  const use = { required: shared.needed, of: 'login', name: '' } as const
  return [...validateLogin(draft.login, ['login'], use), ...problems]
}

/** Validates the login at `path`. */
export function validateLogin(login: LoginDraft, path: FieldPath, use: LoginUse): Problem[] {
  return [
    ...validateText(login.user, [...path, 'user'], {
      maxLength: MAX_USER_LENGTH,
      isValid: (user) => USER_PATTERN.test(user),
      code: 'user-invalid',
    }),
    ...credentialProblems(login, path, use),
    ...keyProblems(login, path),
    ...passwordProblems(login, path, use),
    ...SECRET_FIELDS.flatMap((field) =>
      placeholderProblems(login[field], [...path, field], { field, of: use.of, name: use.name }),
    ),
  ]
}

export function fingerprintProblems(hostKey: string, path: FieldPath): Problem[] {
  return validateText(hostKey, path, {
    isValid: (key) => FINGERPRINT_PATTERN.test(key),
    code: 'fingerprint-invalid',
  })
}

function credentialProblems(login: LoginDraft, path: FieldPath, { required, of, name }: LoginUse): Problem[] {
  const { user, password, privateKey, sudoPassword } = login
  if (!password && !privateKey)
    return required ? [error('login-missing', [...path, 'password'], { of, name })] : []
  const passwordUnused = of === 'bastion' || (user || ROOT) === ROOT || sudoPassword !== ''
  if (password && privateKey && passwordUnused)
    return [warning('login-both', [...path, 'password'], { of, name })]
  return []
}

function keyProblems({ privateKey, passphrase }: LoginDraft, path: FieldPath): Problem[] {
  if (!privateKey || isSecretPlaceholder(privateKey)) return []
  const key = parsePrivateKey(privateKey)
  if (key.kind !== 'key') return [error('private-key-invalid', [...path, 'privateKey'], { kind: key.kind })]
  return key.encrypted && !passphrase ? [error('private-key-passphrase', [...path, 'passphrase'])] : []
}

/** Reports passwords that cannot be passed to ssh and sudo (lib/ansible/inventory/encode.ts). */
function passwordProblems(login: LoginDraft, path: FieldPath, { of, name }: LoginUse): Problem[] {
  return (['password', 'sudoPassword', 'passphrase'] as const).flatMap((field) => {
    const secret = login[field]
    const at = [...path, field]
    const code = isSecretPlaceholder(secret) ? undefined : findPasswordProblem(secret)
    if (code === 'too-long')
      return [error(code, at, { limit: MAX_PASSWORD_BYTES, length: byteLength(secret) })]
    return code ? [error(code, at, { field, of, name })] : []
  })
}

/** Reports a stored secret that is withheld or missing. */
export function placeholderProblems(value: string, path: FieldPath, facts: Problem['facts']): Problem[] {
  if (value === WITHHELD_PLACEHOLDER) return [error('secret-withheld', path, facts)]
  return value === MISSING_PLACEHOLDER ? [error('secret-missing', path, facts)] : []
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

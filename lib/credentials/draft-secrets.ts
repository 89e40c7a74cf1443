/**
 * Extracts the secrets of a draft before it is sent or saved, and injects them for the engine. The name of a secret
 * does not depend on the order of rows: `login.password`, `host:<id>.sudoPassword`, `taskbox.privateKey`,
 * `bastion.password`, `host:<id>.bastion.password`, `storage.ceph_rbd_admin_secret`, `settings.token`. Secret fields are
 * defined by the field table, secret storage parameters and settings by the installers.
 */
import {
  type Draft,
  isSecretPlaceholder,
  MISSING_PLACEHOLDER,
  SECRET_PLACEHOLDER,
} from '@/lib/cluster/draft/draft'
import { mapTextFields } from '@/lib/cluster/draft/map-text-fields'
import { secretParameters, secretSettings } from '@/lib/installers/registry'

export type Secrets = Record<string, string>
type ReplaceSecret = (name: string, value: string) => string

/** Returns the draft with each secret replaced by the result of `replace`. */
export function mapSecrets<D extends Partial<Draft>>(draft: D, replace: ReplaceSecret): D {
  const next = mapTextFields(draft, (value, { kind }, owner, key) =>
    kind === 'secret' ? replace(`${owner}.${key}`, value) : value,
  )
  const map = (values: Record<string, string>, secrets: { has(key: string): boolean }, owner: string) =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        secrets.has(key) ? replace(`${owner}.${key}`, value) : value,
      ]),
    )
  const { storage, settings } = draft
  return {
    ...next,
    ...(storage && {
      storage: { ...storage, parameters: map(storage.parameters, secretParameters, 'storage') },
    }),
    ...(settings && { settings: map(settings, secretSettings, 'settings') }),
  }
}

/** The draft as a browser or a file may have it: each present secret becomes `SECRET_PLACEHOLDER`. */
export function redactSecrets<D extends Partial<Draft>>(draft: D): D {
  return mapSecrets(draft, (_, value) => (value === '' ? '' : SECRET_PLACEHOLDER))
}

/** Replaces placeholders with the secrets. An unknown secret becomes `MISSING_PLACEHOLDER`. */
export function injectSecrets(draft: Draft, secrets: Secrets): Draft {
  return mapSecrets(draft, (name, value) =>
    value === SECRET_PLACEHOLDER ? (secrets[name] ?? MISSING_PLACEHOLDER) : value,
  )
}

/** Returns the secrets of a draft by name, without placeholders. */
export function extractSecrets(draft: Partial<Draft>): Secrets {
  const found: Secrets = {}
  mapSecrets(draft, (name, value) => {
    if (value !== '' && !isSecretPlaceholder(value)) found[name] = value
    return value
  })
  return found
}

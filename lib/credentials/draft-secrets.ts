/**
 * Secrets go in and do not come out: taking them out of a draft before it is shown or saved, and putting them back
 * for the engine. A secret's name is stable while rows move: `login.password`, `host:<id>.sudoPassword`,
 * `taskbox.privateKey`, `bastion.password`, `host:<id>.bastion.password`, `storage.ceph_rbd_admin_secret`. The table
 * of fields says which fields are secrets, the installers which storage parameters are.
 */
import { type Draft, isSecretPlaceholder, MISSING_PLACEHOLDER, SECRET_PLACEHOLDER } from '@/lib/cluster/draft'
import { mapTextFields } from '@/lib/cluster/map-text-fields'
import { secretParameters } from '@/lib/installers/registry'

export type Secrets = Record<string, string>
type ReplaceSecret = (name: string, value: string) => string

/** The draft with every secret passed through `swap`, and nothing else changed. */
export function mapSecrets<D extends Partial<Draft>>(draft: D, replace: ReplaceSecret): D {
  const next = mapTextFields(draft, (value, { kind }, owner, key) =>
    kind === 'secret' ? replace(`${owner}.${key}`, value) : value,
  )
  if (!draft.storage) return next
  const values = Object.entries(draft.storage.parameters).map(([key, value]) => [
    key,
    secretParameters.has(key) ? replace(`storage.${key}`, value) : value,
  ])
  return { ...next, storage: { ...draft.storage, parameters: Object.fromEntries(values) } }
}

/** The draft as a browser or a file may have it: each secret that there is becomes `KEPT_SECRET`. */
export function redactSecrets<D extends Partial<Draft>>(draft: D): D {
  return mapSecrets(draft, (_, value) => (value === '' ? '' : SECRET_PLACEHOLDER))
}

/** The draft with its secrets in place; one that was kept and is no longer known is marked as missing. */
export function injectSecrets(draft: Draft, secrets: Secrets): Draft {
  return mapSecrets(draft, (name, value) =>
    value === SECRET_PLACEHOLDER ? (secrets[name] ?? MISSING_PLACEHOLDER) : value,
  )
}

/** All secrets of a draft by name; marks are none. */
export function extractSecrets(draft: Partial<Draft>): Secrets {
  const found: Secrets = {}
  mapSecrets(draft, (name, value) => {
    if (value !== '' && !isSecretPlaceholder(value)) found[name] = value
    return value
  })
  return found
}

import type { BastionDraft, Draft } from './draft'
import { ADDON, BASTION, HOST, LOGIN, SETTINGS, TASKBOX, WAIVER } from './field-table'
import { type Field, type FieldGroup, isField } from './field-types'

/** Returns a field's new text. `owner` stays the same when rows move: `host:<id>`, `taskbox.bastion`. */
type ReplaceText = (value: string, field: Field, owner: string, key: string) => string

/**
 * Returns the draft with the text of every field replaced, secrets included. Storage parameters are not fields and stay
 * unchanged. Objects without a change keep their identity.
 */
export function mapTextFields<D extends Partial<Draft>>(draft: D, replace: ReplaceText): D {
  const group = <T extends object>(fields: FieldGroup, values: T, owner: string): T => {
    let changed: Record<string, unknown> | undefined
    for (const [key, node] of Object.entries(fields)) {
      const value: unknown = Reflect.get(values, key)
      let next = value
      if (isField(node)) {
        if (typeof value === 'string') next = replace(value, node, owner, key)
      } else if (typeof value === 'object' && value)
        next = group(node, value, owner ? `${owner}.${key}` : key)
      if (next === value) continue
      changed ??= {}
      changed[key] = next
    }
    return changed ? { ...values, ...changed } : values
  }
  const machine = <M extends { bastion?: BastionDraft | undefined }>(
    fields: FieldGroup,
    values: M,
    owner: string,
  ): M => {
    const next = group(fields, values, owner)
    if (!next.bastion) return next
    const bastion = group(BASTION, next.bastion, `${owner}.bastion`)
    return bastion === next.bastion ? next : { ...next, bastion }
  }
  const next = { ...group(SETTINGS, draft, '') }
  if (draft.login) next.login = group(LOGIN, draft.login, 'login')
  if (draft.bastion) next.bastion = group(BASTION, draft.bastion, 'bastion')
  if (draft.taskbox) next.taskbox = machine(TASKBOX, draft.taskbox, 'taskbox')
  if (draft.hosts) next.hosts = draft.hosts.map((host) => machine(HOST, host, `host:${host.id}`))
  if (draft.addons) {
    const entries = Object.entries(draft.addons)
    const addons = entries.map(([id, addon]) => [id, group(ADDON, addon, `addon:${id}`)] as const)
    if (addons.some(([id, addon]) => addon !== draft.addons?.[id])) next.addons = Object.fromEntries(addons)
  }
  if (draft.waivers) next.waivers = draft.waivers.map((waiver) => group(WAIVER, waiver, 'waiver'))
  return next
}

'use client'

import { useTranslations } from 'use-intl'
import type { Draft } from '@/lib/cluster/draft/draft'
import { LOGIN } from '@/lib/cluster/draft/field-table'
import type { FieldPath } from '@/lib/cluster/problem'

/** The message key of the label of the field at a path; undefined if the path has no field. */
function labelKey(path: FieldPath, installer: string): string | undefined {
  const [section, second, third] = path
  const field = String(section === 'hosts' ? third : second)
  // The keys of settings are the installer's, such as `user`.
  if (section === 'settings') return `settings.${installer}.${field}.label`
  if (path.includes('bastion')) return `hosts.bastion.fields.${String(path.at(-1))}.label`
  if (Object.hasOwn(LOGIN, field)) return `hosts.login.fields.${field}.label`
  if (section === 'installer' && field === 'source') return `installer.products.${installer}.source.label`
  switch (section) {
    case 'name':
      return 'installer.fields.name.label'
    case 'installer':
    case 'taskbox':
      return `installer.fields.${field}.label`
    case 'hosts':
      return `hosts.fields.${field}.label`
    case 'network':
      return second === 'loadBalancer'
        ? `network.fields.loadBalancer.${String(third)}.label`
        : `network.fields.${field}.label`
    case 'storage':
      return second === 'parameters'
        ? `storage.parameters.${String(third)}.label`
        : `storage.fields.${field}.label`
    case 'addons':
      return `storage.addons.${String(second)}.label`
    default:
      return undefined
  }
}

/** The label of a field, for lists of problems: `Address`, `node1, User`; empty if the field has none. */
export function useFieldLabel(): (path: FieldPath, draft: Pick<Draft, 'hosts' | 'installer'>) => string {
  const t = useTranslations()
  return (path, { hosts, installer }) => {
    const key = labelKey(path, installer.id)
    const label = key && t.has(key) ? t(key) : ''
    const [section, index] = path
    if (path.includes('bastion') && section !== 'hosts')
      return label && `${t('hosts.bastion.title')}, ${label}`
    if (section === 'login') return label && `${t('hosts.login.title')}, ${label}`
    const host = section === 'hosts' && typeof index === 'number' ? hosts[index] : undefined
    if (!host) return label
    const name = host.name || host.address || t('hosts.row', { row: Number(index) + 1 })
    return label ? `${name}, ${label}` : name
  }
}

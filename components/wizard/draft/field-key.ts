import type { Draft } from '@/lib/cluster/draft'
import type { FieldPath } from '@/lib/cluster/problem'

/**
 * Names a field for as long as it lives: a host is named by its id, since its place in the table changes
 * (`hosts.h3.ip`). The same text is the id of the field's control in the page.
 */
export function fieldKey(path: FieldPath, hosts: Draft['hosts']): string {
  return path
    .map((part, at) => (at === 1 && path[0] === 'hosts' && typeof part === 'number' ? hosts[part]?.id : part))
    .join('.')
}

/** Key of a field of one host. */
export function hostFieldKey(hostId: string, field: string): string {
  return `hosts.${hostId}.${field}`
}

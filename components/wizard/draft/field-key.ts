import type { Draft } from '@/lib/cluster/draft/draft'
import type { FieldPath } from '@/lib/cluster/problem'

/**
 * A stable key of a field, with the host's id instead of its index (`hosts.h3.ip`). It is also the `id` of the field's
 * control.
 */
export function fieldKey(path: FieldPath, hosts: Draft['hosts']): string {
  return path
    .map((part, at) => (at === 1 && path[0] === 'hosts' && typeof part === 'number' ? hosts[part]?.id : part))
    .join('.')
}

/** The key of a host's field. */
export function hostFieldKey(hostId: string, field: string): string {
  return `hosts.${hostId}.${field}`
}

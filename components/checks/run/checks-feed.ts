import type { ChecksView } from '@/lib/contract/checks'

/**
 * Applies a push to the known state. Returns `missed` if an earlier push is missing and the state must be reloaded.
 * Ignores pushes older than the known state.
 */
export function applyPush(known: ChecksView | undefined, patch: ChecksView): ChecksView | 'missed' {
  if (!known || patch.serial > known.serial + 1) return 'missed'
  if (patch.serial <= known.serial) return known
  return { ...patch, hosts: { ...known.hosts, ...patch.hosts } }
}

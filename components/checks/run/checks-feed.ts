import type { ChecksView } from '@/lib/contract/checks'

/**
 * The checks after a push. `missed`: an earlier one did not come, so everything has to be asked for again. What is
 * older than what is known changes nothing.
 */
export function applyPush(known: ChecksView | undefined, patch: ChecksView): ChecksView | 'missed' {
  if (!known || patch.serial > known.serial + 1) return 'missed'
  if (patch.serial <= known.serial) return known
  return { ...patch, hosts: { ...known.hosts, ...patch.hosts } }
}

/** Resolves the values that a draft leaves open to the defaults of its release. */

import type { AddonOption, ReleaseOptions } from '../release-options'
import { type AddonDraft, type Draft, ROLES, type Role } from './draft'

/** The roles that a host can have; all of them before the release is known. */
export function offeredRoles(release: Pick<ReleaseOptions, 'roles'> | undefined): readonly Role[] {
  return release?.roles ?? ROLES
}

/** The chosen storage class, else the package's default; empty without a default. */
export function storageClassOf(
  storage: Pick<Draft['storage'], 'class'>,
  release: ReleaseOptions | undefined,
): string {
  return storage.class || release?.defaults.storageClass || ''
}

/** The effective state of an add-on. */
export function effectiveAddon(addon: AddonOption, addons: Draft['addons']): AddonDraft {
  const given = Object.hasOwn(addons, addon.id) ? addons[addon.id] : undefined
  return { enabled: given?.enabled ?? addon.default, domain: given?.domain || (addon.domain ?? '') }
}

/** What a draft means where it decides nothing: the release's defaults. */
import type { AddonDraft, Draft } from './draft'
import type { AddonOption, ReleaseOptions } from './release-options'

/** The chosen storage class, else the package's default; empty if there is none. */
export function storageClassOf(
  storage: Pick<Draft['storage'], 'class'>,
  release: ReleaseOptions | undefined,
): string {
  return storage.class || release?.defaults.storageClass || ''
}

/** What is installed of an add-on. */
export function effectiveAddon(addon: AddonOption, addons: Draft['addons']): AddonDraft {
  const given = Object.hasOwn(addons, addon.id) ? addons[addon.id] : undefined
  return { enabled: given?.enabled ?? addon.default, domain: given?.domain || (addon.domain ?? '') }
}

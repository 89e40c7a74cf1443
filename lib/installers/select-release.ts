/** Changes a draft when the user selects a source. */
import type { Draft, SourceFacts } from '@/lib/cluster/draft/draft'
import type { ReleaseDefaults } from '@/lib/cluster/release-options'
import { findInstaller, findRelease } from './registry'

export interface SelectedSource {
  /** The id of the installer. */
  installer: string
  folder: string
  release: string
  facts?: SourceFacts | undefined
}

type Sections = Pick<Draft, 'installer' | 'network'>

/**
 * Selects a source whose release was detected. Network values that are still the defaults of the former installer become
 * those of the new one, and a mode that the release does not have is replaced.
 */
export function selectSource(
  draft: Sections,
  { installer, folder, release, facts }: SelectedSource,
): Sections {
  const { releaseReason: _, facts: __, ...former } = draft.installer
  const selected = {
    ...selectInstaller(draft, installer),
    installer: { ...former, id: installer, source: folder, version: release, ...(facts && { facts }) },
  }
  const modes = findRelease(selected.installer)?.modes ?? [former.mode]
  const mode = modes.includes(former.mode) ? former.mode : (modes[0] ?? former.mode)
  return { ...selected, installer: { ...selected.installer, mode } }
}

/** Selects an installer before its source. A source of the former installer is not kept. */
export function selectInstaller({ installer: former, network }: Sections, id: string): Sections {
  if (former.id === id) return { installer: former, network }
  const installer = findInstaller(id)
  const [before, after] = [findInstaller(former.id)?.defaults, installer?.defaults]
  // The releases that a source describes have several hosts, as far as is known before.
  const hasMode = installer?.releases.some(({ modes }) => modes.includes(former.mode))
  return {
    installer: { id, source: '', version: '', mode: hasMode ? former.mode : 'multi-node' },
    network: before && after ? replaceDefaults(network, before, after) : network,
  }
}

function replaceDefaults(
  network: Draft['network'],
  before: ReleaseDefaults,
  after: ReleaseDefaults,
): Draft['network'] {
  const next = (value: string, former: string, replacement: string) =>
    value === former ? replacement : value
  const { loadBalancer } = network
  return {
    ...network,
    plugin: next(network.plugin, before.plugin, after.plugin),
    serviceCidr: next(network.serviceCidr, before.serviceCidr, after.serviceCidr),
    podCidr: next(network.podCidr, before.podCidr, after.podCidr),
    loadBalancer: {
      ...loadBalancer,
      domain: next(loadBalancer.domain, before.loadBalancerDomain, after.loadBalancerDomain),
    },
  }
}

/** Reads from a Kubespray checkout what it states about itself: versions, bounds, choices and defaults. */
import type { SourceFacts } from '@/lib/cluster/draft/draft'
import { type Checkout, entryOf, itemsOf, keysOf, type Paths } from '../sources/checkout'
import { compareVersions } from '../versions'
import { downloadFacts } from './download-facts'
import * as from from './sources'
import { documentedSystems } from './systems'

/** Facts without which a checkout is not described. */
export const REQUIRED_FACTS = ['ansible', 'kubernetes', 'kubernetesDefault', 'memoryMiB', 'systems'] as const
export type RequiredFact = (typeof REQUIRED_FACTS)[number]

/**
 * The facts of a checkout; one that cannot be read is absent.
 *
 * - `ansible`: the oldest version of ansible-core, and the first one that is too new
 * - `kubernetes`, and if they differ `kubernetesArm64`: the versions that it can install, ascending, without `v`
 * - `kubernetesDefault`, and `kubernetesPrefix`: `v` if `kube_version` needs it (before 2.28)
 * - `memoryMiB`: the minimum of a control plane and of a worker
 * - `systems`: `supported_os_distributions`; `documentedSystems`: `ID VERSION_ID` pairs of the README
 * - `plugins`, `containerManagers`, `proxyModes`: choices that it accepts
 * - `ipv6`: the variable that enables IPv6, `ipv6_stack` or `enable_dual_stack_networks`
 * - `urlVariables`: those of `URL_VARIABLES` that it has
 * - `downloads`: the URLs of files that hosts download (`downloadFacts`)
 * - defaults of variables (`DEFAULT_VARIABLES`) under their own names
 */
export function readSourceFacts(checkout: Checkout): SourceFacts {
  const kubernetes = kubernetesFacts(checkout)
  const minors = (kubernetes.kubernetes ?? []).map((version) => version.split('.').slice(0, 2).join('.'))
  const facts: Record<string, string[]> = {
    ansible: ansibleBounds(checkout),
    ...kubernetes,
    downloads: downloadFacts(checkout, [...new Set(minors)]),
    memoryMiB: memory(checkout),
    systems: itemsOf(checkout.block(from.PREINSTALL, 'supported_os_distributions')),
    documentedSystems: [...new Set(checkout.lines(from.README).flatMap(documentedSystems))],
    plugins: plugins(checkout),
    containerManagers: accepted(checkout, 'container_manager'),
    proxyModes: accepted(checkout, 'kube_proxy_mode'),
    ipv6: ipv6Variable(checkout),
    urlVariables: from.URL_VARIABLES.filter((name) => checkout.value(from.DOWNLOADS, name) !== undefined),
    ...defaults(checkout),
  }
  return Object.fromEntries(Object.entries(facts).filter(([, values]) => values.length > 0))
}

const VERSION = /^v?(\d+\.\d+\.\d+)$/
const toVersion = (text = ''): string[] => VERSION.exec(text)?.slice(1, 2) ?? []

/** The playbook asserts `>=` the first and `<` the second. */
function ansibleBounds(checkout: Checkout): string[] {
  const [oldest = '', below = ''] = ['minimal', 'maximal'].map((bound) =>
    checkout.value(from.ANSIBLE_VERSION, `${bound}_ansible_version`),
  )
  const bounds = [...toVersion(oldest), ...toVersion(below)]
  return bounds.length === 2 ? bounds : []
}

function kubernetesFacts(checkout: Checkout): Record<string, string[]> {
  const checksums = checkout.block(from.CHECKSUMS, 'kubelet_checksums')
  const versions = (architecture: string) => keysOf(entryOf(checksums, architecture))
  const minors = keysOf(checkout.block(from.ETCD_VERSIONS, 'etcd_supported_versions'))
  const [kubernetes, arm64] = [versions('amd64'), versions('arm64')].map((keys) => installable(keys, minors))
  if (!kubernetes || !arm64) return {}
  const differ = kubernetes.join() !== arm64.join()
  return {
    kubernetes,
    ...(differ && { kubernetesArm64: arm64 }),
    kubernetesDefault: defaultVersion(checkout, versions('amd64')).filter((one) => kubernetes.includes(one)),
    kubernetesPrefix: versions('amd64').some((key) => key.startsWith('v')) ? ['v'] : [],
  }
}

/**
 * Sorts the versions. A release may have checksums of a minor release that it cannot install yet: its other versions are
 * looked up by minor release.
 */
function installable(keys: readonly string[], minors: readonly string[]): string[] {
  const known = new Set(minors.map((minor) => minor.replace(/^v/, '')))
  return keys
    .flatMap(toVersion)
    .filter((version) => known.size === 0 || known.has(version.split('.').slice(0, 2).join('.')))
    .sort(compareVersions)
}

/** Since 2.28 the default is the first key of the checksums, which is the newest version. */
function defaultVersion(checkout: Checkout, keys: readonly string[]): string[] {
  const text = checkout.value(from.DEFAULTS, 'kube_version') ?? ''
  const isFirst = /^\{\{\s*\(kubelet_checksums\[["']amd64["']\] \| dict2items\)\[0\]\.key\s*\}\}$/.test(text)
  return toVersion(isFirst ? keys[0] : text)
}

function memory(checkout: Checkout): string[] {
  const sizes = ['master', 'node'].flatMap(
    (role) => checkout.value(from.PREINSTALL, `minimal_${role}_memory_mb`) ?? [],
  )
  return sizes.length === 2 && sizes.every((size) => /^\d{1,6}$/.test(size)) ? sizes : []
}

/** The choices that a task accepts: `that: kube_proxy_mode in ['iptables', 'ipvs']`. */
function accepted(checkout: Checkout, variable: string): string[] {
  const assertion = new RegExp(`(?:^|\\s)${variable} in \\[([^\\]]*)\\]`)
  const list = checkout.lines(from.ASSERTIONS).flatMap((line) => assertion.exec(line)?.[1] ?? [])[0] ?? ''
  return [...list.matchAll(/["']([\w-]+)["']/g)].flatMap(([, choice = '']) => choice)
}

/** The plugins that have a role and are accepted. */
function plugins(checkout: Checkout): string[] {
  const known = accepted(checkout, 'kube_network_plugin')
  return from.KNOWN_PLUGINS.filter(
    (plugin) => known.includes(plugin) && (plugin === 'none' || checkout.has(from.pluginFolder(plugin))),
  )
}

function ipv6Variable(checkout: Checkout): string[] {
  const names = ['ipv6_stack', 'enable_dual_stack_networks']
  return names.filter((name) => checkout.value(from.DEFAULTS, name) !== undefined).slice(0, 1)
}

/** Defaults that are plain values; templates are left out. */
function defaults(checkout: Checkout): Record<string, string[]> {
  const value = (name: string, paths: Paths = from.DEFAULTS) => checkout.value(paths, name) ?? ''
  const pairs = from.DEFAULT_VARIABLES.map((name) => [name, value(name)] as const)
  return Object.fromEntries(
    pairs.filter(([, text]) => /^[\w.:/-]{1,100}$/.test(text)).map(([name, text]) => [name, [text]]),
  )
}

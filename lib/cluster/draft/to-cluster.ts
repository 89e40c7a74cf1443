/** Converts a draft without errors to the `Cluster` that the installer gets: fills in defaults and parses numbers. */

import { canonicalAddress } from '@/lib/network/address'
import { canonicalCidr } from '@/lib/network/cidr'
import { bastionOf } from '../bastion'
import type { Bastion, Cluster, Host, Login, Taskbox } from '../cluster'
import {
  type ClusterNetwork,
  clusterAddresses,
  clusterNetworks,
  sectionsFor,
  usesIpv4,
  usesIpv6,
} from '../families'
import { knownHostKey } from '../known-host-key'
import { effectiveLogin } from '../login'
import { parameterValues } from '../parameters'
import type { ReleaseOptions } from '../release-options'
import { isTrustedPackage } from '../trusted-package'
import type { BastionDraft, Draft, HostDraft, LoginDraft, Mode, TaskboxDraft } from './draft'
import { ALL_IN_ONE_HOST, APISERVER_PORT, NETWORK, ROOT, SSH_PORT } from './draft-defaults'
import { TASKBOX } from './field-table'
import { omitFields } from './field-types'
import { normalize } from './normalize'
import { effectiveAddon, offeredRoles, storageClassOf } from './release-defaults'

/**
 * Returns the cluster of a draft in which `validateDraft` found no error. Secrets are copied unchanged, placeholders
 * included. If the release is given, the storage parameters are exactly those of the class, with the package's defaults.
 */
export function toCluster(draft: Draft, release?: ReleaseOptions): Cluster {
  const normalized = normalize(draft)
  return {
    name: normalized.name,
    addons: toAddons(normalized, release),
    waivers: normalized.waivers,
    installer: toInstaller(normalized),
    taskbox: toTaskbox(normalized),
    hosts: normalized.hosts.map((host) => toHost(normalized, host, release)),
    network: toNetwork(normalized, release),
    storage: toStorage(normalized, release),
    settings: toSettings(normalized, release),
  }
}

function toInstaller({ installer }: Draft): Cluster['installer'] {
  const { trusted: _, releaseReason = '', ...fields } = installer
  const reason = releaseReason.trim()
  return {
    ...fields,
    ...(isTrustedPackage(installer, fields.source) && { trusted: true }),
    ...(reason && { releaseReason: reason }),
  }
}

/** Omits empty fields. The private key ends with a newline, since OpenSSH rejects it otherwise. */
function toLogin(login: LoginDraft): Login {
  const { user, password, privateKey, passphrase, sudoPassword } = login
  const superuser = (user || ROOT) === ROOT
  return {
    user: user || ROOT,
    ...(password && { password }),
    ...(privateKey && { privateKey: toPrivateKey(privateKey) }),
    ...(privateKey && passphrase && { passphrase }),
    ...(sudoPassword && !superuser && { sudoPassword }),
  }
}

function toPrivateKey(key: string): string {
  return key.startsWith('\0') ? key : `${key.trim().replaceAll('\r\n', '\n')}\n`
}

function toEndpoint(
  draft: Pick<TaskboxDraft, 'address' | 'port' | 'hostKey' | 'allowSha1'>,
  login: LoginDraft,
) {
  return {
    address: canonicalAddress(draft.address),
    port: Number(draft.port || SSH_PORT),
    login: toLogin(login),
    ...(draft.hostKey && { hostKey: draft.hostKey }),
    ...(draft.allowSha1 && { allowSha1: true as const }),
  }
}

function toBastion(draft: Draft, bastion: BastionDraft | undefined): { bastion?: Bastion } {
  if (!bastion) return {}
  const hostKey = knownHostKey(draft, bastion)
  return { bastion: toEndpoint({ ...bastion, hostKey }, { ...bastion, sudoPassword: '' }) }
}

function toTaskbox(draft: Draft): Taskbox {
  const { taskbox } = draft
  if (taskbox.kind === 'local') return { kind: 'local' }
  const hostKey = knownHostKey(draft, taskbox)
  return {
    kind: 'ssh',
    ...toEndpoint({ ...taskbox, hostKey }, taskbox),
    ...toBastion(draft, bastionOf(draft, taskbox)),
  }
}

function toHost(draft: Draft, host: HostDraft, release: ReleaseOptions | undefined): Host {
  const { mode } = draft.installer
  const offered = offeredRoles(release)
  const { sharedLogin: _, bastion: __, ip6: ___, ...fields } = host
  const { ip, ip6 } = clusterAddresses(host, draft.network.families)
  const address = host.address || ip || ip6
  const hostKey = knownHostKey(draft, host)
  return {
    ...omitFields(fields, TASKBOX),
    ...toEndpoint({ ...host, address, hostKey }, effectiveLogin(draft, host)),
    ...toBastion(draft, bastionOf(draft, host)),
    name: hostName(host, mode),
    ip: canonicalAddress(ip || ip6),
    ...(ip6 && { ip6: canonicalAddress(ip6) }),
    roles: offered.filter((role) => mode === 'all-in-one' || host.roles.includes(role)),
  }
}

/** The host's name in the inventory. The installer sets the name of an all-in-one host itself. */
export function hostName(host: HostDraft, mode: Mode): string {
  return mode === 'all-in-one' ? ALL_IN_ONE_HOST : host.name
}

function toNetwork({ network }: Draft, release: ReleaseOptions | undefined): Cluster['network'] {
  const { plugin, serviceCidr, podCidr, loadBalancer } = network
  const fields = { plugin, serviceCidr, podCidr, ...toIpv6(network, release) }
  if (!loadBalancer.address) return fields
  const address = canonicalAddress(loadBalancer.address)
  const port = Number(loadBalancer.port || APISERVER_PORT)
  const domain = loadBalancer.domain || (release?.defaults ?? NETWORK).loadBalancerDomain
  return { ...fields, loadBalancer: { address, port, domain } }
}

function toIpv6(
  network: Draft['network'],
  release: ReleaseOptions | undefined,
): Pick<Cluster['network'], 'ipv6'> {
  if (!usesIpv6(network.families)) return {}
  const text = (field: ClusterNetwork['field']) =>
    canonicalCidr(clusterNetworks(network, release).find((one) => one.field === field)?.text ?? '')
  const [serviceCidr, podCidr] = [text('serviceCidrIpv6'), text('podCidrIpv6')]
  return { ipv6: { serviceCidr, podCidr, dualStack: usesIpv4(network.families) } }
}

/** The effective values of all add-ons of the release. */
function toAddons({ addons }: Draft, release: ReleaseOptions | undefined): Cluster['addons'] {
  if (!release) return addons
  return Object.fromEntries(release.addons.map((addon) => [addon.id, effectiveAddon(addon, addons)]))
}

/** The effective values of the applicable settings; those without a value are omitted. */
function toSettings({ settings, network }: Draft, release: ReleaseOptions | undefined): Cluster['settings'] {
  if (!release) return settings
  return parameterValues(
    sectionsFor(release.sections, network.families).flatMap(({ fields }) => fields),
    settings,
  )
}

function toStorage({ storage }: Draft, release: ReleaseOptions | undefined): Cluster['storage'] {
  const id = storageClassOf(storage, release)
  const chosen = release?.storageClasses.find((one) => one.id === id)
  if (chosen) return { class: id, parameters: parameterValues(chosen.parameters, storage.parameters) }
  const entered = Object.entries(storage.parameters).filter(([, value]) => value !== '')
  return { ...storage, parameters: Object.fromEntries(entered) }
}

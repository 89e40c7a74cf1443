/**
 * The options of a release for the configuration of a cluster: the rules validate a draft against it. Each release of an
 * installer provides it (`Release` in lib/installers/installer.ts).
 */
import type { IpFamily } from '@/lib/network/address'
import type { Families, Mode, Role } from './draft/field-table'

export type ParameterKind =
  | 'text'
  | 'address'
  | 'path'
  | 'url'
  | 'number'
  | 'list'
  | 'secret'
  | 'choice'
  | 'boolean'
  /** A network in CIDR notation. */
  | 'cidr'
  /** A YAML mapping. */
  | 'yaml'

/** A parameter of a storage class, or a setting of an installer; its key is the installer's. */
export interface Parameter {
  key: string
  kind: ParameterKind
  required: boolean
  /** The installer's default; may be empty. */
  default: string
  choices?: readonly string[]
  /** For `list`: the kind of its entries; default `server`. */
  items?: 'server' | 'url' | 'text'
  /** Always written with quotes, since the installer requires a string (`"1"`). */
  quoted?: boolean
  /** Always written without quotes, since the installer requires a number (`1`). */
  unquoted?: boolean
  /** Only applicable while another parameter has this value. */
  when?: { key: string; equals: string }
  /** Only applicable in a cluster that uses this address family. */
  family?: IpFamily
  unit?: 'GiB' | 's'
  /** Part of the destination of the class's secrets, as are all parameters of the kinds `address`, `list` and `url`. */
  server?: boolean
  /** The value may contain a password, such as a URL with credentials: it is stored and shown like a secret. */
  sensitive?: boolean
  /** The version of Kubernetes: the review shows it for every installer, so it omits it from the changed settings. */
  kubernetesVersion?: boolean
  /** For `yaml`: keys that other fields set. Those of another setting are only refused while that has a value. */
  reserved?: readonly string[]
}

/** Settings that the wizard shows together. */
export interface Section {
  id: string
  /** The step of the wizard that edits them. */
  step: 'installer' | 'network' | 'storage'
  fields: readonly Parameter[]
  /** Rarely needed: the section is collapsed while its settings have their defaults. */
  advanced?: boolean
}

/** A storage class that can be chosen. */
export interface StorageOption {
  id: string
  modes: readonly Mode[]
  parameters: readonly Parameter[]
  /** Suitable for evaluation only; choosing it is a warning. */
  evaluationOnly?: boolean
}

/** An optional component that the installer can install with the cluster. */
export interface AddonOption {
  id: string
  /** Whether the package installs it by default. */
  default: boolean
  /** The default domain of its page; undefined if it has no domain. */
  domain?: string
  /** Add-ons without which it works only in part, or not at all. */
  needs?: readonly string[]
  /** The storage classes that it supports; undefined for all. */
  storageClasses?: readonly string[]
  /** The total requests of its pods, by mode; undefined if not documented. */
  requests?: Record<Mode, { cores: number; memoryGiB: number }>
}

/** Initial values of the network, and of the storage class. */
export interface ReleaseDefaults {
  plugin: string
  serviceCidr: string
  podCidr: string
  loadBalancerDomain: string
  nodePrefix: number
  /** For releases that can use IPv6. A network without a default has to be entered. */
  ipv6?: { serviceCidr?: string; podCidr?: string; nodePrefix: number }
  /** The storage class that the package uses if none is chosen; undefined if one has to be chosen. */
  storageClass?: string
}

export interface ReleaseOptions {
  /** The id of the installer, such as `kubesphere`; `installer.id` in the cluster file. */
  installer: string
  /** Such as `advanced-1.0.0`; `installer.version` in the cluster file. */
  id: string
  /** The modes that the installer has. */
  modes: readonly Mode[]
  /** The roles that a host can have. Without `etcd`, the control planes store the cluster's state. */
  roles: readonly Role[]
  /** Roles that no host needs to have. */
  optionalRoles?: readonly Role[]
  /** Whether hosts run Docker, whose default network must not overlap the cluster's. */
  usesDocker: boolean
  /** The installer's guide runs it on one of the hosts. Otherwise any machine that reaches them will do. */
  runsOnHost?: boolean
  minimumHosts: Record<Mode, number>
  networkPlugins: readonly string[]
  /** The address families of pods and services that it can install. */
  families: readonly Families[]
  defaults: ReleaseDefaults
  /** Whether several control planes need an external load balancer. `optional`: each node has a local proxy. */
  loadBalancer: 'required' | 'optional'
  /** The installer cannot use an IPv6 address of a load balancer. */
  loadBalancerNeedsIpv4?: boolean
  storageClasses: readonly StorageOption[]
  addons: readonly AddonOption[]
  /** The installer's own settings (`draft.settings`). */
  sections: readonly Section[]
}

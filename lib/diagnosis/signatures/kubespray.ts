/** Signatures of failures of Kubespray's own roles and assertions. */
import type { Signature } from '../signature'

export const KUBESPRAY: readonly Signature[] = [
  {
    id: 'facts-limit',
    keywords: ['has no attribute', 'populated facts cache', 'is undefined'],
    pattern:
      /'ansible_(?:facts|default_ipv[46]|all_ipv[46]_addresses|hostname|fqdn|nodename|distribution\w{0,20}|os_family|memtotal_mb|processor\w{0,20}|architecture|kernel|service_mgr|pkg_mgr|interfaces|date_time|mounts)' is undefined|HostVarsVars object\\{0,3}'? has no attribute '?ansible_|has no attribute '?ansible_default_ipv4|without a populated facts cache/,
  },
  {
    id: 'kube-version',
    keywords: ['has no attribute', 'is not supported for', 'only support newer'],
    pattern:
      /has no attribute '?v?1\.\d{1,2}\b|Kubernetes v?[\d.]{1,12} is not supported for \w|only support newer version of Kubernetes than/,
  },
  {
    id: 'vars-removed',
    keywords: ['Removed variables'],
    pattern: /Removed variables present: (?<names>\w[\w, ]{0,300})/,
  },
  {
    id: 'bool-string',
    keywords: ["type_debug == 'bool'"],
    pattern: /type_debug == 'bool'/,
  },
  {
    id: 'cidr-small',
    keywords: ['are available for the des', 'than inet addresses'],
    pattern:
      /Not enough (?:ipv[46] )?IPs are available for the desired node count|more pods on a node than inet addresses/,
  },
  {
    id: 'calico-differs',
    keywords: ['current cluster config'],
    pattern: /inventory doesn't match the current cluster configuration/,
  },
  {
    id: 'vip-admin',
    keywords: ['kubernetes-admin'],
    pattern: /User \\{0,3}"kubernetes-admin\\{0,3}" cannot get resource \\{0,3}"leases/,
  },
  {
    id: 'join-token',
    keywords: ['kubeadm token for join'],
    pattern: /(?:FAILED|RETRYING): .{0,400}Create kubeadm token for joining/,
  },
  {
    id: 'remove-off',
    keywords: ['for ipwrap filter'],
    pattern: /for ipwrap filter <value>/,
  },
  {
    id: 'reset-rmp',
    keywords: ['unable to remove sandbox'],
    pattern: /unable to remove sandbox/,
  },
]

/** The cluster file for a practice checkout, which fills in every step of the wizard. */

import { endpoint } from '../cluster'
import type { Sandbox } from '../sandbox'
import type { PracticeCheckout } from './checkout'

export interface CheckoutPlan {
  /** The id of the installer that reads the checkout. */
  installer: string
  checkout: PracticeCheckout
  network: { plugin: string; serviceCidr: string; podCidr: string }
  storageClass: string
  settings: Readonly<Record<string, string>>
  hasEtcd: boolean
}

/** The kernel of practice hosts has no modules of its own, so IPVS may be missing. */
export const PRACTICE_CHECKOUTS: readonly CheckoutPlan[] = [
  {
    installer: 'kubespray',
    checkout: 'kubespray',
    network: { plugin: 'calico', serviceCidr: '10.233.0.0/18', podCidr: '10.233.64.0/18' },
    storageClass: 'none',
    settings: { kube_proxy_mode: 'iptables' },
    hasEtcd: true,
  },
  {
    installer: 'k3s',
    checkout: 'k3s-ansible',
    network: { plugin: 'flannel', serviceCidr: '10.43.0.0/16', podCidr: '10.42.0.0/16' },
    storageClass: 'local-path',
    settings: {},
    hasEtcd: false,
  },
]

/**
 * The first host is taskbox and control plane, the others are workers.
 * @param folder of the checkout on the taskbox
 * @param wheels folder of Python packages on the taskbox, which has no internet access
 */
export function checkoutCluster(
  { hosts }: Pick<Sandbox, 'hosts'>,
  { installer, network, storageClass, settings, hasEtcd }: CheckoutPlan,
  { folder, wheels }: { folder: string; wheels: string },
) {
  const first = ['master', ...(hasEtcd ? ['etcd'] : [])]
  return {
    version: 2,
    name: `practice-${installer}`,
    installer: { id: installer, source: folder, mode: 'multi-node' },
    taskbox: endpoint(hosts[0]),
    hosts: hosts.map((host, index) => ({
      name: host.name,
      ...endpoint(host),
      ip: host.address,
      ...(index === 0 ? { taskbox: true } : {}),
      roles: index === 0 ? first : ['node'],
    })),
    network,
    storage: { class: storageClass },
    settings: { ...settings, python_wheelhouse: wheels },
  }
}

/** The files of a cluster in a checkout of k3s-ansible, which has no folder for inventories of its own. */

import type { ClusterName } from '../installer'
import { clusterSlug } from '../playbooks/cluster-slug'

export const inventoryFolder = (cluster: ClusterName): string => `inventory/${clusterSlug(cluster)}`

export const keyFolder = (cluster: ClusterName): string => `${inventoryFolder(cluster)}/.taskbox-keys`

export const inventoryFile = (cluster: ClusterName): string => `${inventoryFolder(cluster)}/hosts.yaml`

export const extraFile = (cluster: ClusterName): string =>
  `${inventoryFolder(cluster)}/group_vars/all/taskbox-extra.yml`

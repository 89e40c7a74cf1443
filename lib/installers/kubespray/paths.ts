/** The files of a cluster in a checkout. They are in an inventory of their own, so nothing of Kubespray's is edited. */

import type { ClusterName } from '../installer'
import { clusterSlug } from '../playbooks/cluster-slug'

/** The folder of a cluster's inventory, relative to the checkout. The repository has these two. */
export const inventoryFolder = (cluster: ClusterName): string =>
  `inventory/${clusterSlug(cluster, ['local', 'sample'])}`

export const keyFolder = (cluster: ClusterName): string => `${inventoryFolder(cluster)}/.taskbox-keys`

export const hostsFile = (cluster: ClusterName): string => `${inventoryFolder(cluster)}/hosts.yaml`

export function variableFiles(cluster: ClusterName): { all: string; k8s: string; extra: string } {
  const folder = `${inventoryFolder(cluster)}/group_vars`
  return {
    all: `${folder}/all/taskbox.yml`,
    k8s: `${folder}/k8s_cluster/taskbox.yml`,
    extra: `${folder}/all/taskbox-extra.yml`,
  }
}

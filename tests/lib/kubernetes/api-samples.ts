/** Responses of a Kubernetes API, reduced to the fields that Taskbox reads and some that it does not. */

export interface SampleNode {
  name: string
  address?: string
  roles?: string[]
  /** Status of the condition Ready; undefined for a node that has not reported yet. */
  ready?: 'True' | 'False' | 'Unknown' | undefined
  message?: string
}

export const CNI_MESSAGE =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized'

const REASONS = { True: 'KubeletReady', False: 'KubeletNotReady', Unknown: 'NodeStatusUnknown' }

function nodeOf({ name, address = '', roles = [], ready, message = '' }: SampleNode) {
  const conditions = ready && [{ type: 'Ready', status: ready, reason: REASONS[ready], message }]
  return {
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        ...Object.fromEntries(roles.map((role) => [`node-role.kubernetes.io/${role}`, ''])),
      },
    },
    spec: { podCIDR: '10.233.64.0/24' },
    status: {
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      conditions: [{ type: 'MemoryPressure', status: 'False' }, ...(conditions ?? [])],
      nodeInfo: { kubeletVersion: 'v1.33.1', osImage: 'Debian' },
    },
  }
}

export const nodeList = (nodes: readonly SampleNode[]) => ({
  kind: 'NodeList',
  apiVersion: 'v1',
  metadata: { resourceVersion: '1' },
  items: nodes.map(nodeOf),
})

/** CoreDNS as kubeadm, Kubespray and k3s deploy it. */
export const coreDnsList = (available: number, wanted = 2) => ({
  kind: 'DeploymentList',
  apiVersion: 'apps/v1',
  items: [
    {
      metadata: { name: 'coredns', labels: { 'k8s-app': 'kube-dns' } },
      spec: { replicas: wanted },
      status: available === 0 ? { replicas: wanted } : { replicas: wanted, availableReplicas: available },
    },
  ],
})

export const VERSION = { major: '1', minor: '33', gitVersion: 'v1.33.1' }

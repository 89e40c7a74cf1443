import { expect, it } from 'vitest'
import { kubeconfigName } from '@/components/run/result/cluster/kubeconfig-name'

it.each([
  ['demo', 'demo.kubeconfig'],
  ['cluster.local', 'cluster.local.kubeconfig'],
  ['my cluster; rm -rf /', 'my-cluster-rm-rf.kubeconfig'],
  ['生产', 'cluster.kubeconfig'],
  ['--help', 'help.kubeconfig'],
  ['', 'cluster.kubeconfig'],
])('the kubeconfig of %j is saved as %s', (name, file) => {
  expect(kubeconfigName(name)).toBe(file)
})

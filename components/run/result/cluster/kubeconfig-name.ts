const MAX_LENGTH = 60

/** The file name for a cluster's kubeconfig: it needs no quotes in a shell, such as `demo.kubeconfig`. */
export function kubeconfigName(clusterName: string): string {
  const plain = clusterName
    .replaceAll(/[^A-Za-z0-9._]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replace(/^[-.]+/, '')
    .replace(/[-.]$/, '')
  return `${plain || 'cluster'}.kubeconfig`
}

/** The files that the hosts of a cluster of k3s download: the install script, and the binary that it gets (`install.sh`). */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Downloads } from '../installer'

/** @returns none with `airgap_dir`, whose files the playbook copies from the taskbox */
export function k3sDownloads({ settings }: Cluster): Downloads {
  if (settings.airgap_dir) return { files: [] }
  const version = encodeURIComponent(settings.k3s_version ?? '')
  const release = `https://github.com/k3s-io/k3s/releases/download/${version}`
  return {
    files: [
      { url: 'https://get.k3s.io/', isText: true, setting: 'airgap_dir' },
      { url: `${release}/sha256sum-{arch}.txt`, isText: true, setting: 'airgap_dir' },
      { url: `${release}/k3s`, architecture: 'amd64', setting: 'airgap_dir' },
      { url: `${release}/k3s-{arch}`, architecture: 'arm64', setting: 'airgap_dir' },
      { url: `${release}/k3s-armhf`, architecture: 'arm', setting: 'airgap_dir' },
    ],
  }
}

/** Imitations of each release's file tree, with our own contents. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

export type Tree = Readonly<Record<string, string>>

const SCRIPT = '#!/bin/sh\necho hello\n'
const NETWORK = 'kube_network_plugin: calico\n'
const BASE: Tree = { 'scripts/install.sh': SCRIPT, 'conf/hosts.ini': '[all]\n' }

/** 1.0.0 has these keys and this script (guide, storage and step 3). */
export const TREE_100: Tree = {
  ...BASE,
  'conf/vars.yml': `${NETWORK}nfs_server_enable: false\n# qy_csi_enabled: false\n`,
  'scripts/multi-node.sh': SCRIPT,
}

export const TREE_20: Tree = {
  ...BASE,
  'conf/vars.yml': `${NETWORK}ks_version: 2.0.2\nkube_version: v1.13.5\nconsole_port: 30880\nqingcloud_csi_enabled: false\nlocal_volume_provisioner_enabled: true\n`,
}

/** @param kubernetes such as `v1.15.5`; undefined for none @param version of KubeSphere */
export function tree21(kubernetes: string | undefined, version = 'v2.1.0'): Tree {
  const versions = kubernetes === undefined ? '' : `kube_version: ${kubernetes}\n`
  return {
    ...BASE,
    'conf/common.yaml': `${NETWORK}${versions}ks_version: ${version}\nconsole_port: 30880\nopenpitrix_enabled: false\nlocal_volume_enabled: true\n`,
    'conf/plugin-qingcloud.yaml': 'qingcloud_csi_enabled: false\n',
    'kubesphere/roles/download/defaults/main.yml': `ks_version: 2.1.0\n${versions}`,
  }
}

/** The files that every package has. */
export const TREE_UNKNOWN: Tree = BASE

/** Writes a tree below a folder, and returns the folder. */
export async function writeTree(at: string, tree: Tree): Promise<string> {
  for (const [name, text] of Object.entries(tree)) {
    await mkdir(path.dirname(path.join(at, name)), { recursive: true })
    await writeFile(path.join(at, name), text, { mode: name.endsWith('.sh') ? 0o755 : 0o644 })
  }
  return at
}

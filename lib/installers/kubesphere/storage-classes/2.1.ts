/**
 * Storage classes of 2.1.x: top-level keys of conf/common.yaml, those of QingCloud and NeonSAN of
 * conf/plugin-qingcloud.yaml. Keys and defaults are from these files in dockeryun/k8s-install (2.1.0).
 */
import type { KubesphereStorageClass } from '../release'
import { glusterfs as glusterfsOf1, NFS_SERVERS } from './1.0.0'
import { cephRbd, neonsan as neonsanOf20, QINGCLOUD_PARAMETERS, QINGCLOUD_SERVERS } from './2.0'
import { parameter } from './parameter'

export const QINGCLOUD_FILE = 'conf/plugin-qingcloud.yaml'

/** OpenEBS on the hosts' disks. The package's default, which its comment advises against in production. */
const local: KubesphereStorageClass = {
  id: 'local',
  modes: ['multi-node', 'all-in-one'],
  enableKey: 'local_volume_enabled',
  defaultKey: 'local_volume_is_default_class',
  enabledByDefault: true,
  evaluationOnly: true,
  parameters: [parameter('local_volume_storage_class', 'text', 'local')],
}

const nfsClient: KubesphereStorageClass = {
  id: 'nfs-client',
  client: 'mount.nfs',
  servers: NFS_SERVERS,
  modes: ['multi-node', 'all-in-one'],
  enableKey: 'nfs_client_enabled',
  defaultKey: 'nfs_client_is_default_class',
  parameters: [
    parameter('nfs_server', 'address'),
    parameter('nfs_path', 'path'),
    parameter('nfs_vers3_enabled', 'boolean', 'false'),
    parameter('nfs_archiveOnDelete', 'boolean', 'false'),
  ],
}

/** Unlike before 2.1, the key of the default class has `provisioner` in its name. */
const glusterfs: KubesphereStorageClass = {
  ...glusterfsOf1,
  defaultKey: 'glusterfs_provisioner_is_default_class',
}

const qingcloud: KubesphereStorageClass = {
  id: 'qingcloud',
  servers: QINGCLOUD_SERVERS,
  modes: ['multi-node', 'all-in-one'],
  enableKey: 'qingcloud_csi_enabled',
  defaultKey: 'qingcloud_csi_is_default_class',
  file: QINGCLOUD_FILE,
  parameters: [
    ...QINGCLOUD_PARAMETERS,
    parameter('qingcloud_allowVolumeExpansion', 'boolean', 'true'),
    parameter('qingcloud_volumeBindingMode', 'choice', 'Immediate', {
      choices: ['Immediate', 'WaitForFirstConsumer'],
    }),
  ],
}

const neonsan: KubesphereStorageClass = { ...neonsanOf20, file: QINGCLOUD_FILE }

export const storageClasses: readonly KubesphereStorageClass[] = [
  local,
  nfsClient,
  cephRbd,
  glusterfs,
  qingcloud,
  neonsan,
]

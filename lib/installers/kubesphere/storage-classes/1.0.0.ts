/**
 * Storage classes of advanced-1.0.0: switches and parameters are top-level keys of vars.yml. Keys and defaults are from
 * the storage guide of that release. Those missing for GlusterFS are from the guide of the next releases, which use the
 * same keys.
 */
import type { StorageServers } from '../../installer'
import type { KubesphereStorageClass } from '../release'
import { parameter } from './parameter'

/** NFS before version 4 also needs the portmapper. */
export const NFS_SERVERS: StorageServers = { key: 'nfs_server', ports: [2049], portmapper: 111 }

/** The default ports of protocol v1 and v2. */
export const CEPH_MONITORS: StorageServers = { key: 'ceph_rbd_monitors', ports: [6789, 3300] }

/** On the host's disk. The installer creates ten volumes of 10 GiB. */
export const local: KubesphereStorageClass = {
  id: 'local',
  modes: ['all-in-one'],
  enableKey: 'local_volume_provisioner_enabled',
  defaultKey: 'local_volume_is_default_class',
  enabledByDefault: true,
  parameters: [parameter('local_volume_provisioner_storage_class', 'text', 'local')],
}

/** An NFS server inside the cluster, for evaluation. */
export const nfsServer: KubesphereStorageClass = {
  id: 'nfs-server',
  client: 'mount.nfs',
  modes: ['multi-node'],
  enableKey: 'nfs_server_enable',
  defaultKey: 'nfs_server_is_default_class',
  parameters: [],
  evaluationOnly: true,
}

export const nfsClient: KubesphereStorageClass = {
  id: 'nfs-client',
  client: 'mount.nfs',
  servers: NFS_SERVERS,
  modes: ['multi-node', 'all-in-one'],
  enableKey: 'nfs_client_enable',
  defaultKey: 'nfs_client_is_default_class',
  parameters: [parameter('nfs_server', 'address'), parameter('nfs_path', 'path')],
}

export const cephRbd: KubesphereStorageClass = {
  id: 'ceph-rbd',
  client: 'rbd',
  servers: CEPH_MONITORS,
  modes: ['multi-node', 'all-in-one'],
  enableKey: 'ceph_rbd_enabled',
  defaultKey: 'ceph_rbd_is_default_class',
  parameters: [
    parameter('ceph_rbd_storage_class', 'text', 'rbd'),
    parameter('ceph_rbd_monitors', 'list'),
    parameter('ceph_rbd_admin_id', 'text', 'admin'),
    parameter('ceph_rbd_admin_secret', 'secret'),
    parameter('ceph_rbd_pool', 'text', 'rbd'),
    parameter('ceph_rbd_user_id', 'text', 'admin'),
    parameter('ceph_rbd_user_secret', 'secret'),
    parameter('ceph_rbd_fsType', 'text', 'ext4'),
    parameter('ceph_rbd_imageFormat', 'choice', '1', { choices: ['1', '2'], quoted: true }),
    parameter('ceph_rbd_imageFeatures', 'text', 'layering', {
      when: { key: 'ceph_rbd_imageFormat', equals: '2' },
    }),
  ],
}

/** GlusterFS, managed by Heketi. */
export const glusterfs: KubesphereStorageClass = {
  id: 'glusterfs',
  client: 'mount.glusterfs',
  // The port is in the URL, or that of its protocol.
  servers: { key: 'glusterfs_provisioner_resturl', ports: [] },
  modes: ['multi-node', 'all-in-one'],
  enableKey: 'glusterfs_provisioner_enabled',
  defaultKey: 'glusterfs_is_default_class',
  parameters: [
    parameter('glusterfs_provisioner_storage_class', 'text', 'glusterfs'),
    parameter('glusterfs_provisioner_restauthenabled', 'boolean', 'true'),
    parameter('glusterfs_provisioner_resturl', 'url'),
    parameter('glusterfs_provisioner_clusterid', 'text'),
    parameter('glusterfs_provisioner_restuser', 'text', 'admin'),
    parameter('glusterfs_provisioner_secretName', 'text', 'heketi-secret'),
    parameter('glusterfs_provisioner_gidMin', 'number', '40000'),
    parameter('glusterfs_provisioner_gidMax', 'number', '50000'),
    parameter('glusterfs_provisioner_volumetype', 'text', 'replicate:2'),
    parameter('jwt_admin_key', 'secret'),
  ],
}

/** QingCloud block storage (CSI). `qy_type`: 0 high performance, 1 or 2 capacity by zone, 3 super high performance. */
export const qingcloud: KubesphereStorageClass = {
  id: 'qingcloud',
  servers: { key: 'qy_host', portKey: 'qy_port', ports: [443] },
  modes: ['multi-node', 'all-in-one'],
  enableKey: 'qy_csi_enabled',
  defaultKey: 'qy_csi_is_default_class',
  parameters: [
    parameter('qy_access_key_id', 'text'),
    parameter('qy_secret_access_key', 'secret'),
    parameter('qy_zone', 'text'),
    parameter('qy_host', 'address', 'api.qingcloud.com'),
    parameter('qy_port', 'number', '443', { server: true }),
    parameter('qy_protocol', 'choice', 'https', { choices: ['https', 'http'], server: true }),
    parameter('qy_uri', 'path', '/iaas', { server: true }),
    parameter('qy_connection_retries', 'number', '3'),
    parameter('qy_connection_timeout', 'number', '30', { unit: 's' }),
    parameter('qy_type', 'choice', '0', { choices: ['0', '1', '2', '3'] }),
    parameter('qy_maxSize', 'number', '500', { unit: 'GiB' }),
    parameter('qy_minSize', 'number', '10', { unit: 'GiB' }),
    parameter('qy_stepSize', 'number', '10', { unit: 'GiB' }),
    parameter('qy_fsType', 'choice', 'ext4', { choices: ['ext4', 'ext3', 'xfs'] }),
  ],
}

export const neonsan: KubesphereStorageClass = {
  id: 'neonsan',
  servers: { key: 'neonsan_server_address', ports: [] },
  modes: ['multi-node', 'all-in-one'],
  enableKey: 'neonsan_csi_enabled',
  defaultKey: 'neonsan_csi_is_default_class',
  parameters: [
    parameter('neonsan_csi_protocol', 'choice', 'TCP', { choices: ['TCP', 'RDMA'] }),
    parameter('neonsan_server_address', 'address'),
    parameter('neonsan_cluster_name', 'text'),
    parameter('neonsan_server_pool', 'text', 'kube'),
    parameter('neonsan_server_replicas', 'number', '1'),
    parameter('neonsan_server_stepSize', 'number', '1', { unit: 'GiB' }),
    parameter('neonsan_server_fsType', 'text', 'ext4'),
  ],
}

export const storageClasses: readonly KubesphereStorageClass[] = [
  local,
  nfsServer,
  nfsClient,
  cephRbd,
  glusterfs,
  qingcloud,
  neonsan,
]

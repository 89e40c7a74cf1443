/**
 * Storage classes of 2.0.x: top-level keys of vars.yml. Keys and defaults are from conf/vars.yml in
 * FeynmanZhou/managerScripts at d08f641, which agrees with the storage guide of 2.0 (kubesphere-retired/docs.kubesphere.io,
 * branch release-2.0, zh-CN/installation/storage-configuration.md). The NFS server in the cluster is gone.
 */
import type { Parameter } from '@/lib/cluster/release-options'
import type { StorageServers } from '../../installer'
import type { KubesphereStorageClass } from '../release'
import { CEPH_MONITORS, glusterfs, local, nfsClient } from './1.0.0'
import { parameter } from './parameter'

/** The playbooks compare the image format with the number 2 (CephRBD/templates/ceph-rbd-sc.yml.j2). */
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
    parameter('ceph_rbd_imageFormat', 'choice', '1', { choices: ['1', '2'], unquoted: true }),
    parameter('ceph_rbd_imageFeatures', 'text', 'layering', {
      when: { key: 'ceph_rbd_imageFormat', equals: '2' },
    }),
  ],
}

export const QINGCLOUD_SERVERS: StorageServers = {
  key: 'qingcloud_host',
  portKey: 'qingcloud_port',
  ports: [443],
}

/**
 * `qingcloud_type`: 0 high performance, 1 or 2 capacity by zone, 3 super high performance, 5 NeonSAN, 100 basic, 200 SSD
 * enterprise.
 */
export const QINGCLOUD_PARAMETERS: readonly Parameter[] = [
  parameter('qingcloud_access_key_id', 'text'),
  parameter('qingcloud_secret_access_key', 'secret'),
  parameter('qingcloud_zone', 'text'),
  parameter('qingcloud_host', 'address', 'api.qingcloud.com'),
  parameter('qingcloud_port', 'number', '443', { server: true }),
  parameter('qingcloud_protocol', 'choice', 'https', { choices: ['https', 'http'], server: true }),
  parameter('qingcloud_uri', 'path', '/iaas', { server: true }),
  parameter('qingcloud_connection_retries', 'number', '3'),
  parameter('qingcloud_connection_timeout', 'number', '30', { unit: 's' }),
  parameter('qingcloud_type', 'choice', '2', { choices: ['0', '1', '2', '3', '5', '100', '200'] }),
  parameter('qingcloud_maxSize', 'number', '5000', { unit: 'GiB' }),
  parameter('qingcloud_minSize', 'number', '100', { unit: 'GiB' }),
  parameter('qingcloud_stepSize', 'number', '50', { unit: 'GiB' }),
  parameter('qingcloud_fsType', 'choice', 'ext4', { choices: ['ext4', 'ext3', 'xfs'] }),
  parameter('qingcloud_disk_replica', 'choice', '2', { choices: ['1', '2'] }),
]

/** QingCloud block storage (CSI). */
const qingcloud: KubesphereStorageClass = {
  id: 'qingcloud',
  servers: QINGCLOUD_SERVERS,
  modes: ['multi-node', 'all-in-one'],
  enableKey: 'qingcloud_csi_enabled',
  defaultKey: 'qingcloud_csi_is_default_class',
  parameters: QINGCLOUD_PARAMETERS,
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
    parameter('neonsan_server_stepSize', 'number', '10', { unit: 'GiB' }),
    parameter('neonsan_server_fsType', 'text', 'ext4'),
    parameter('client_tcp_no_delay', 'number', '1'),
    parameter('client_io_depth', 'number', '64'),
    parameter('client_io_timeout', 'number', '30', { unit: 's' }),
    parameter('conn_timeout', 'number', '8', { unit: 's' }),
    parameter('open_volume_timeout', 'number', '180', { unit: 's' }),
  ],
}

export const storageClasses: readonly KubesphereStorageClass[] = [
  local,
  nfsClient,
  cephRbd,
  glusterfs,
  qingcloud,
  neonsan,
]

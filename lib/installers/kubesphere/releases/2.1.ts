/**
 * Releases 2.1.0 and 2.1.1 as data. Sources: the package 2.1.0 in dockeryun/k8s-install, and the guides of 2.1
 * (kubesphere-retired/docs.kubesphere.io, branch release-2.1, en/installation/). No copy of 2.1.1 is public. Where its
 * guides are silent, it is assumed to equal 2.1.0, except for sizes and evidence.
 */
import type { Size } from '../../installer'
import { addonsOf21 } from '../addons'
import { expectedPromptsOf2 } from '../expected-prompts'
import type { FixedSetting, KubesphereRelease, ReleaseEvidence } from '../release'
import { storageClasses } from '../storage-classes/2.1'
import { COMMON_OPTIONS } from './common-options'
import { REQUIREMENTS_OF_2 } from './requirements'

const COMMON = 'conf/common.yaml'
/** Versions of images. Users change it less often than the settings. */
const DOWNLOADS = 'kubesphere/roles/download/defaults/main.yml'

const REQUIRED: ReleaseEvidence['required'] = [
  { kind: 'file', path: COMMON, present: true },
  { kind: 'key', path: COMMON, key: 'console_port', present: true },
  { kind: 'key', path: COMMON, key: 'openpitrix_enabled', present: true },
  { kind: 'key', path: COMMON, key: 'local_volume_enabled', present: true },
  { kind: 'value', path: COMMON, key: 'ks_version', values: ['v2.1.*', '2.1.*'], optional: true },
]

/**
 * The Kubernetes version distinguishes 2.1.0 from 2.1.1. `ks_version: v2.1.0` does not, since the guide of 2.1.1 shows it
 * too (vars.md).
 */
function evidence(kubernetes: string, versions: readonly string[], folderName: RegExp): ReleaseEvidence {
  return {
    required: REQUIRED,
    anyOf: [],
    distinguishing: [
      { kind: 'value', path: DOWNLOADS, key: 'kube_version', values: [kubernetes], optional: true },
      { kind: 'value', path: COMMON, key: 'kube_version', values: [kubernetes], optional: true },
      { kind: 'value', path: COMMON, key: 'ks_version', values: versions, optional: true },
    ],
    folderName,
  }
}

/** From conf/common.yaml. */
function fixedSettings(kubernetes: string, version: string): FixedSetting[] {
  return [
    { key: 'kube_version', value: kubernetes },
    { key: 'etcd_version', value: 'v3.2.18' },
    { key: 'etcd_backup_period', value: '30' },
    { key: 'keep_backup_number', value: '5' },
    { key: 'etcd_backup_dir', value: '"/var/backups/kube_etcd"' },
    {
      key: 'docker_registry_mirrors',
      value: [
        'https://docker.mirrors.ustc.edu.cn',
        'https://registry.docker-cn.com',
        'https://mirror.aliyuncs.com',
      ],
    },
    { key: 'kube_proxy_mode', value: 'ipvs' },
    { key: 'kubelet_max_pods', value: '110' },
    { key: 'enable_nodelocaldns', value: 'true' },
    { key: 'ks_version', value: version },
    { key: 'console_port', value: '30880' },
    { key: 'enable_multi_login', value: 'false' },
    ...VOLUMES_AND_REPLICAS,
  ]
}

const VOLUMES_AND_REPLICAS: readonly FixedSetting[] = [
  { key: 'mysql_volume_size', value: '20Gi' },
  { key: 'minio_volume_size', value: '20Gi' },
  { key: 'etcd_volume_size', value: '20Gi' },
  { key: 'openldap_volume_size', value: '2Gi' },
  { key: 'redis_volume_size', value: '2Gi' },
  { key: 'prometheus_replicas', value: '2' },
  { key: 'prometheus_memory_request', value: '400Mi' },
  { key: 'prometheus_volume_size', value: '20Gi' },
  { key: 'elasticsearch_master_replicas', value: '1' },
  { key: 'elasticsearch_data_replicas', value: '2' },
  { key: 'logsidecar_replicas', value: '2' },
  { key: 'elasticsearch_volume_size', value: '20Gi' },
  { key: 'log_max_age', value: '7' },
  { key: 'elk_prefix', value: 'logstash' },
  { key: 'kibana_enabled', value: 'false' },
  { key: 'jenkins_memory_lim', value: '8Gi' },
  { key: 'jenkins_memory_req', value: '4Gi' },
  { key: 'jenkins_volume_size', value: '8Gi' },
  { key: 'jenkinsJavaOpts_Xms', value: '3g' },
  { key: 'jenkinsJavaOpts_Xmx', value: '6g' },
  { key: 'jenkinsJavaOpts_MaxRAM', value: '8g' },
]

/** install.sh of 2.1.0 requests 4 cores and 8 GiB; the guide's minimum is half of that. It recommends no disk size. */
const RECOMMENDED: Size = { cores: 4, memoryGiB: 8, diskGiB: 40 }

export const v210: KubesphereRelease = {
  ...COMMON_OPTIONS,
  id: 'v2.1.0',
  folder: 'kubesphere-all-v2.1.0',
  kubernetes: 'v1.15.5',
  evidence: evidence('v1.15.*', ['v2.1.0', '2.1.0'], /(?<![a-z\d])v2\.1\.0(?!\.?\d)/i),
  minimum: {
    'multi-node': { scope: 'host', cores: 2, memoryGiB: 4, diskGiB: 40 },
    'all-in-one': { scope: 'host', cores: 2, memoryGiB: 4, diskGiB: 100 },
  },
  recommended: { 'multi-node': RECOMMENDED, 'all-in-one': { ...RECOMMENDED, diskGiB: 100 } },
  systems: [
    { id: 'centos', versions: ['7.4', '7.5', '7.6', '7.7'] },
    { id: 'ubuntu', versions: ['16.04', '18.04'] },
    { id: 'rhel', versions: ['7.4'] },
    // VERSION_ID of Debian has no minor release.
    { id: 'debian', versions: ['9'] },
  ],
  // Docker Hub, and `docker_registry_mirrors` in conf/common.yaml.
  egress: {
    registries: ['registry-1.docker.io:443'],
    mirrors: ['docker.mirrors.ustc.edu.cn:443', 'registry.docker-cn.com:443', 'mirror.aliyuncs.com:443'],
  },
  requirements: {
    ...REQUIREMENTS_OF_2,
    // nodelocaldns: `nodelocaldns_health_port` in k8s/roles/kubespray-defaults/defaults/main.yaml.
    ports: [...REQUIREMENTS_OF_2.ports, { from: 9254, to: 9254 }],
  },
  minimumHosts: { 'multi-node': 3, 'all-in-one': 1 },
  networkPlugins: ['calico', 'flannel'],
  defaults: {
    plugin: 'calico',
    serviceCidr: '10.233.0.0/18',
    podCidr: '10.233.64.0/18',
    loadBalancerDomain: 'lb.kubesphere.local',
    // `kube_network_node_prefix` in k8s/roles/kubespray-defaults/defaults/main.yaml.
    nodePrefix: 24,
    storageClass: 'local',
  },
  storageClasses,
  addons: addonsOf21,
  settingsFile: COMMON,
  fixedSettings: fixedSettings('v1.15.5', 'v2.1.0'),
  prompts: expectedPromptsOf2,
  // The banner's file is in a pod (`result_notes` in scripts/install.sh).
  console: { account: 'admin', password: 'P@88w0rd', nodePort: 30880, file: undefined },
}

export const v211: KubesphereRelease = {
  ...v210,
  id: 'v2.1.1',
  folder: 'kubesphere-all-v2.1.1',
  // The guides of 2.1.1.
  kubernetes: 'v1.16.7',
  evidence: evidence('v1.16.*', ['v2.1.1', '2.1.1', 'v2.1.0', '2.1.0'], /(?<![a-z\d])v2\.1\.1(?!\.?\d)/i),
  recommended: undefined,
  fixedSettings: fixedSettings('v1.16.7', 'v2.1.1'),
}

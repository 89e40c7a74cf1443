/**
 * Releases 2.0.0 to 2.0.2 as data. Sources: the guides (kubesphere-retired/docs.kubesphere.io, branch release-2.0, mostly
 * zh-CN/installation/multi-node.md and all-in-one.md), and FeynmanZhou/managerScripts at d08f641, a state between 2.0.2
 * and 2.1 whose scripts and conf/vars.yml have the keys of 2.0.
 */

import { addonsOf20 } from '../addons'
import { expectedPromptsOf2 } from '../expected-prompts'
import type { FixedSetting, KubesphereRelease, ReleaseEvidence } from '../release'
import { storageClasses } from '../storage-classes/2.0'
import { COMMON_OPTIONS } from './common-options'
import { REQUIREMENTS_OF_2 } from './requirements'

const VARS = 'conf/vars.yml'

/** 2.1 has conf/common.yaml. Development states between 2.0 and 2.1 have no `qingcloud_csi_enabled`. */
const EVIDENCE: ReleaseEvidence = {
  required: [
    { kind: 'file', path: VARS, present: true },
    { kind: 'file', path: 'conf/common.yaml', present: false },
    { kind: 'key', path: VARS, key: 'console_port', present: true },
    { kind: 'key', path: VARS, key: 'qingcloud_csi_enabled', present: true },
    { kind: 'key', path: VARS, key: 'local_volume_provisioner_enabled', present: true },
  ],
  anyOf: [],
  distinguishing: [
    { kind: 'value', path: VARS, key: 'ks_version', values: ['2.0.*', 'v2.0.*'], optional: true },
    { kind: 'value', path: VARS, key: 'kube_version', values: ['v1.13.*'], optional: true },
  ],
  folderName: /(?<![a-z\d])advanced-2\.0(\.\d+)?(?!\.?\d)/i,
}

/** From conf/vars.yml. */
const FIXED_SETTINGS: readonly FixedSetting[] = [
  { key: 'ks_version', value: '2.0.2' },
  { key: 'kube_version', value: 'v1.13.5' },
  { key: 'etcd_version', value: 'v3.2.18' },
  { key: 'openpitrix_version', value: 'v0.3.5' },
  { key: 'ks_image_pull_policy', value: 'IfNotPresent' },
  { key: 'kube_proxy_mode', value: 'ipvs' },
  { key: 'kubelet_max_pods', value: '110' },
  { key: 'dns_mode', value: 'coredns' },
  { key: 'console_port', value: '30880' },
  { key: 'disableMultiLogin', value: 'true' },
  { key: 'periodic_cleaning_time', value: 'weekly' },
  { key: 'docker_registry_mirrors', value: ['https://registry.docker-cn.com'] },
  { key: 'etcd_backup_period', value: '30' },
  { key: 'keep_backup_number', value: '5' },
  { key: 'etcd_backup_dir', value: '"/var/backups/kube_etcd"' },
  { key: 'qingcloud_lb_enable', value: 'false' },
  { key: 'qingcloud_vxnet_id', value: 'SHOULD_BE_REPLACED' },
  { key: 'prometheus_memory_size', value: '400Mi' },
  { key: 'prometheus_volume_size', value: '20Gi' },
  { key: 'keep_log_days', value: '7' },
  { key: 'kibana_enable', value: 'false' },
  { key: 'elasticsearch_volume_size', value: '20Gi' },
  { key: 'EMAIL_SMTP_HOST', value: 'mail.example.com' },
  { key: 'EMAIL_SMTP_PORT', value: '25' },
  { key: 'EMAIL_FROM_ADDR', value: 'admin@example.com' },
  { key: 'EMAIL_FROM_NAME', value: 'KubeSphere' },
  { key: 'EMAIL_FROM_PASS', value: 'password' },
  { key: 'EMAIL_USE_SSL', value: 'false' },
  { key: 'jenkins_memory_lim', value: '8Gi' },
  { key: 'jenkins_memory_req', value: '4Gi' },
  { key: 'Java_Opts', value: '-Xms3g -Xmx6g -XX:MaxPermSize=512m -XX:MaxRAM=8g' },
  { key: 'JenkinsLocationUrl', value: 'jenkins.devops.kubesphere.local' },
]

export const advanced20: KubesphereRelease = {
  ...COMMON_OPTIONS,
  id: 'advanced-2.0.x',
  folder: 'kubesphere-all-advanced-2.0.2',
  // The guides and conf/vars.yml; upgrade.sh of 2.1 also starts at 1.13.
  kubernetes: 'v1.13.5',
  evidence: EVIDENCE,
  minimum: {
    // The guide states the totals of all hosts.
    'multi-node': { scope: 'cluster', cores: 8, memoryGiB: 16, diskGiB: 40 },
    'all-in-one': { scope: 'host', cores: 8, memoryGiB: 16, diskGiB: 100 },
  },
  recommended: undefined,
  systems: [
    { id: 'centos', versions: ['7.5'] },
    { id: 'ubuntu', versions: ['16.04', '18.04'] },
    { id: 'rhel', versions: ['7.4'] },
    // VERSION_ID of Debian has no minor release.
    { id: 'debian', versions: ['9'] },
  ],
  egress: { registries: ['registry-1.docker.io:443'], mirrors: ['registry.docker-cn.com:443'] },
  requirements: REQUIREMENTS_OF_2,
  minimumHosts: { 'multi-node': 3, 'all-in-one': 1 },
  networkPlugins: ['calico', 'flannel'],
  defaults: {
    plugin: 'calico',
    serviceCidr: '10.233.0.0/18',
    podCidr: '10.233.64.0/18',
    loadBalancerDomain: 'lb.kubesphere.local',
    nodePrefix: 24,
  },
  storageClasses,
  addons: addonsOf20,
  settingsFile: VARS,
  fixedSettings: FIXED_SETTINGS,
  prompts: expectedPromptsOf2,
  console: {
    account: 'admin',
    password: 'P@88w0rd',
    nodePort: 30880,
    file: 'kubesphere/kubesphere_running',
  },
}

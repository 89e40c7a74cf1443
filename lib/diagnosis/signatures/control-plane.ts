/** Signatures of failures of etcd, the kubelet and kubeadm. */
import type { Signature } from '../signature'

export const CONTROL_PLANE: readonly Signature[] = [
  {
    id: 'etcd-health',
    keywords: ['RETRYING: ', 'unavailable or misconf', 'fetch endpoints from etcd'],
    pattern:
      /RETRYING: .{0,400}etcd cluster (is|to be) healthy|etcd cluster is unavailable or misconfigured|failed to fetch endpoints from etcd cluster member list/,
    check: 'tcp',
  },
  {
    id: 'clock',
    keywords: ['clock diff', 'expired or is not'],
    pattern: /clock difference .{0,400} too high|certificate has expired or is not yet valid/,
    check: 'clock',
  },
  {
    id: 'noroute-svc',
    keywords: ['dial tcp'],
    pattern:
      /dial tcp \S{1,255}:(?:(?:443|6443|2379|2380): (?:connect: )?no route to host|(?:6443|2379|2380|10250): i\/o timeout)/,
    check: 'tcp',
  },
  {
    id: 'left-kubeadm',
    keywords: ['[ERROR Port', '[ERROR FileAvail', '[ERROR DirAvail'],
    pattern: /\[ERROR (Port-\d+|FileAvailable|DirAvailable)/,
    check: 'leftover',
  },
  {
    id: 'left-ippool',
    keywords: ['resource already exists', 'resource does not exist'],
    pattern: /resource already exists: IPPool|resource does not exist: IPPool/,
    check: 'leftover',
  },
  {
    id: 'kubelet',
    keywords: ['kubelet isn', 'localhost:10248'],
    pattern: /kubelet isn't running or healthy|localhost:10248\/healthz/,
  },
  {
    id: 'kubeadm124',
    keywords: ['kubeadm', 'phase wait-control', 'Kubeadm | Initialize'],
    pattern:
      /kubeadm.{0,400}"rc": 124|execution phase wait-control-plane|RETRYING: .{0,200}Kubeadm \| Initialize first/,
  },
  {
    id: 'join',
    keywords: ['validate the identity', 'cluster-info', 'JWS signature', 'kubernetes/kubelet.conf'],
    pattern:
      /couldn't validate the identity of the API Server|cluster-info\\{0,3}" is forbidden|JWS signature|waiting for file \/etc\/kubernetes\/kubelet\.conf/,
  },
  {
    id: 'local8080',
    keywords: ['localhost:8080', '127.0.0.1:'],
    pattern: /localhost:8080.{0,400}refused|127\.0\.0\.1:\s?8080.{0,400}refused/,
  },
  { id: 'csr', keywords: ['client certificate failed'], pattern: /create client certificate failed/ },
  {
    id: 'etcd-down',
    keywords: ['dial tcp'],
    pattern: /dial tcp \S{1,255}:(?:2379|2380): (?:connect: )?connection refused/,
  },
  {
    id: 'etcd-cert',
    keywords: ['tls: bad certificate'],
    pattern: /remote error: tls: bad certificate/,
    check: 'leftover',
  },
  {
    id: 'etcd-quorum',
    keywords: ['etcdserver: ', 'joining etcd cluster'],
    pattern:
      /etcdserver: (?:unhealthy cluster|no leader|too many learner members|request timed out|rpc not supported for learner)|joining etcd cluster: /,
    check: 'tcp',
  },
  {
    id: 'etcd-downgrade',
    keywords: ['determined cluster version', 'be downgraded'],
    pattern: /server version is lower than determined cluster version|cluster cannot be downgraded/,
  },
  {
    id: 'kube-api',
    keywords: ['connect to the server', 'connection to the server', ':6443'],
    pattern:
      /Unable to connect to the server: (?!x509|tls)|The connection to the server (?!localhost:8080)\S{1,255} was refused|[Cc]onnection refused.{0,200}:6443\b|:6443\b.{0,300}(?:[Cc]onnection refused|TLS handshake timeout|awaiting headers|: EOF)/,
  },
  {
    id: 'left-ca',
    keywords: ['candidate authority'],
    pattern: /verify candidate authority certificate/,
    check: 'leftover',
  },
  {
    id: 'kube-skew',
    keywords: [
      'only supports deploying',
      '[ERROR KubeletVersion',
      '1 minor version',
      'the control plane version',
      'is too high',
    ],
    pattern:
      /only supports deploying clusters with the control plane version|\[ERROR KubeletVersion\]|can upgrade only 1 minor version at a time|is higher than the control plane version|Specified version to upgrade to .{1,100} is too high/,
  },
  {
    id: 'pdb',
    keywords: ['disruption budget', 'unable to drain node'],
    pattern: /violate the pod's disruption budget|unable to drain node/,
  },
]

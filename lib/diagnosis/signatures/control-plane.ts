/** Signatures of failures of etcd, the kubelet and kubeadm. */
import type { Signature } from '../signature'
import { API_CLIENT } from './scopes'

export const CONTROL_PLANE: readonly Signature[] = [
  {
    id: 'etcd-health',
    keywords: ['etcd cluster', 'context deadline', 'exceeded header', 'unhealthy'],
    pattern:
      /(?:FAILED|RETRYING): .{0,400}etcd cluster (is|to be) healthy|etcd cluster is unavailable or misconfigured|failed to fetch endpoints from etcd cluster member list/,
    also: [
      {
        pattern: /context deadline exceeded|DeadlineExceeded|exceeded header timeout|is unhealthy/,
        scope: { command: /\betcdctl\b/ },
      },
    ],
    check: 'tcp',
  },
  {
    id: 'clock',
    keywords: ['clock diff', 'expired or is not', 'not yet valid', 'not valid yet', 'not yet activated'],
    pattern:
      /clock difference .{0,400} too high|certificate has expired or is not yet valid: current time \S{1,60} is before|certificate is not yet (?:valid|activated)|certificate of .{1,255} is not yet activated|is not valid yet \(invalid for another/,
    check: 'clock',
  },
  {
    id: 'cert-expired',
    keywords: ['has expired', 'ertificate expired', 'expired certificate', '.conf is expired'],
    pattern:
      /[Cc]ertificate (?:of .{1,255} )?has expired(?! or is not yet valid: current time \S{1,60} is before)|[Cc]ertificate expired\b|\bexpired certificate\b|certificate in \S{1,255} is expired\b/,
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
    keywords: [
      ...['kubelet isn', 'kubelet is not', ':10248', 'kubelet.service failed', 'service kubelet'],
      ...['activating', 'is-active kubelet'],
    ],
    pattern:
      /kubelet (?:isn't|is not) (?:running|healthy)|(?:localhost|127\.0\.0\.1):10248\/healthz|Job for kubelet\.service failed|Unable to (?:re)?start service kubelet/,
    also: [
      {
        pattern:
          /^\s*(?:ActiveState=)?(?:activating|deactivating|failed|inactive|unknown)\s*$|Active: (?:activating|failed|inactive)/m,
        scope: { command: /systemctl.{0,60} kubelet|service kubelet status/, fields: ['stdout'] },
      },
    ],
  },
  {
    id: 'kubeadm124',
    keywords: ['kubeadm', 'phase wait-control', 'Kubeadm | Initialize'],
    pattern:
      /kubeadm.{0,400}"rc": 124|execution phase wait-control-plane|RETRYING: .{0,200}Kubeadm \| Initialize first/,
    also: [{ pattern: /^/, scope: { command: /\bkubeadm (?:.{0,200} )?init\b/, rc: /^124$/ } }],
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
    // Any program may listen on this port: only kubectl without a configuration looks for the API there.
    pattern:
      /connection to the server (?:localhost|127\.0\.0\.1):8080 was refused|https?:\/\/(?:localhost|127\.0\.0\.1):8080\/(?:apis?\b|version\b|openapi|swagger).{0,400}dial tcp.{0,100}refused/,
    also: [
      {
        pattern: /(?:localhost|127\.0\.0\.1):\s?8080.{0,400}refused/,
        scope: { command: API_CLIENT },
      },
    ],
  },
  { id: 'csr', keywords: ['client certificate failed'], pattern: /create client certificate failed/ },
  {
    id: 'etcd-down',
    keywords: ['dial tcp', ':2379', ':2380', 'port 2379', 'port 2380'],
    pattern:
      /dial tcp \S{1,255}:(?:2379|2380): (?:connect: )?connection refused|(?::| port )(?:2379|2380)\b.{0,120}[Cc]onnection refused|[Cc]onnection refused\W{0,8}\nurl: https?:\/\/[^\s/]{1,255}:(?:2379|2380)\b|Timeout when waiting for [\w.:[\]-]{1,255}:(?:2379|2380)\b/,
    check: 'tcp',
  },
  {
    id: 'etcd-cert',
    keywords: ['tls: bad certificate'],
    pattern: /remote error: tls: bad certificate/,
    scope: { exceptCommand: /\b(?:kubectl|helm|docker|nerdctl|crictl|curl)\b/ },
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
    keywords: [
      ...['connect to the server', 'connection to the server', ':6443', 'cluster unreachable', 'port=6443'],
      ...['port 6443', 'connect: connection ref', 'TLS handshake', 'awaiting headers', 'unexpected EOF'],
    ],
    pattern:
      /Unable to connect to the server: (?!x509|tls|http: server)|The connection to the server (?!(?:localhost|127\.0\.0\.1):8080)\S{1,255} was refused|Kubernetes cluster unreachable: (?!.{0,300}:8080)|[Cc]onnection refused.{0,200}:6443\b|(?::6443\b|port=6443\b|port 6443\b).{0,300}(?:[Cc]onnection refused|TLS handshake timeout|awaiting headers|: EOF|Max retries exceeded)|[Cc]onnection refused\W{0,8}\nurl: https?:\/\/[^\s/]{1,255}:6443\b/,
    also: [
      {
        pattern:
          /dial tcp (?!\S{1,255}:(?:22|2379|2380|8080|10248): )\S{1,255}: connect: connection refused|TLS handshake timeout|awaiting headers|unexpected EOF/,
        scope: {
          command: API_CLIENT,
          unless:
            /failed calling webhook|:(?:2379|2380|8080)\b|127\.0\.0\.1: 8080|\/v[12]\/|index\.yaml|\.tgz|https?:\/\/(?:dl|cdn\.dl)\.k8s\.io|storage\.googleapis/,
        },
      },
    ],
  },
  {
    id: 'webhook',
    keywords: ['calling webhook'],
    pattern:
      /failed calling webhook \\{0,3}"(?<webhook>[\w.-]{1,255})\\{0,3}".{0,600}(?:connection refused|timeout|deadline exceeded|no endpoints|not found|no route|EOF|x509)/,
  },
  {
    id: 'left-ca',
    keywords: ['candidate authority', 'the server: x509'],
    pattern:
      /verify candidate authority certificate|the server: x509: certificate signed by unknown authority/,
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

/** Signatures of failures of etcd, the kubelet and kubeadm. */
import type { Signature } from '../signature'

export const CONTROL_PLANE: readonly Signature[] = [
  {
    id: 'etcd-health',
    keywords: ['RETRYING: ', 'unavailable or misconf'],
    pattern: /RETRYING: .{0,400}etcd cluster (is|to be) healthy|etcd cluster is unavailable or misconfigured/,
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
    pattern: /dial tcp \S{1,255}:(443|6443|2379|2380): (connect: )?no route to host/,
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
  { id: 'kubeadm124', keywords: ['kubeadm'], pattern: /kubeadm.{0,400}"rc": 124/ },
  {
    id: 'join',
    keywords: ['validate the identity'],
    pattern: /couldn't validate the identity of the API Server/,
  },
  {
    id: 'local8080',
    keywords: ['localhost:8080', '127.0.0.1:'],
    pattern: /localhost:8080.{0,400}refused|127\.0\.0\.1:\s?8080.{0,400}refused/,
  },
  { id: 'csr', keywords: ['client certificate failed'], pattern: /create client certificate failed/ },
]

import { expect } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { type ClusterFile, readClusterFile, validateClusterFile } from '@/lib/cluster/file/read'
import { formatPath, type Problem } from '@/lib/cluster/problem'
import { release } from '../example-draft'

/** The example of docs/cluster-file.md. */
export const EXAMPLE = `version: 1
name: demo                       # shown in the wizard
installer:
  package: /opt/kubesphere-all-advanced-1.0.0   # a folder on the taskbox
  release: advanced-1.0.0        # left out: detected from the package
  mode: multi-node               # or all-in-one
taskbox:                         # left out: the machine Taskbox runs on
  address: 192.168.0.1
  port: 22
  user: root
  password: secret
hosts:
  - name: master
    address: 192.168.0.1
    ip: 192.168.0.1
    taskbox: true
    roles: [master, etcd]
  - name: node1
    address: 192.168.0.2
    port: 22
    user: root
    password: secret
    roles: [node]
network:
  plugin: calico
  serviceCidr: 10.233.0.0/18
  podCidr: 10.233.64.0/18
  loadBalancer: {address: 192.168.0.10, port: 6443, domain: lb.kubesphere.local}
storage:
  class: nfs-client
  parameters: {nfs_server: 192.168.0.9, nfs_path: /srv}
addons:
  harbor: {enabled: true, domain: harbor.devops.kubesphere.local}
accept: [cpu]
`

/** Problems as `line code path`. */
export function formatProblems(found: readonly Problem[]): string[] {
  return found.map(({ line, code, path }) => `${line ?? '-'} ${code} ${formatPath(path)}`)
}

export function validate(source: string): string[] {
  return formatProblems(validateClusterFile(readClusterFile(source), release, CHECK_IDS))
}

/** The example with a part replaced. */
export function exampleWith(from: string, to: string): string {
  expect(EXAMPLE).toContain(from)
  return EXAMPLE.replace(from, () => to)
}

export function readValid(source: string): ClusterFile {
  const file = readClusterFile(source)
  expect(formatProblems(file.problems)).toEqual([])
  return file
}

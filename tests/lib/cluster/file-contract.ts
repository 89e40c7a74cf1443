import { expect } from 'vitest'
import { type ClusterFile, judgeClusterFile, readClusterFile } from '@/lib/cluster/file'
import { type Problem, pathText } from '@/lib/cluster/problem'
import { release } from './guide'

/** The example of the contract (docs/cluster-file.md). */
export const CONTRACT = `version: 1
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
export function lines(found: readonly Problem[]): string[] {
  return found.map(({ line, code, path }) => `${line ?? '-'} ${code} ${pathText(path)}`)
}

export function judged(source: string): string[] {
  return lines(judgeClusterFile(readClusterFile(source), release))
}

/** The contract's example with a piece of it changed. */
export function changed(from: string, to: string): string {
  expect(CONTRACT).toContain(from)
  return CONTRACT.replace(from, () => to)
}

export function read(source: string): ClusterFile {
  const file = readClusterFile(source)
  expect(lines(file.problems)).toEqual([])
  return file
}

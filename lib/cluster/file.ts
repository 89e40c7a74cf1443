/** The cluster file: what the wizard collects as a text that scripts use (docs/cluster-file.md). */
export { type ClusterFile, judgeClusterFile, readClusterFile, withReferences } from './file-read'
export type { Reference, Unresolved } from './file-reference'
export { writeClusterFile } from './file-write'

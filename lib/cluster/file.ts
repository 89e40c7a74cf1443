/** The cluster file: what the wizard collects as a text that scripts use (docs/cluster-file.md). */
export { type ClusterFile, judgeClusterFile, MAX_FILE, readClusterFile, withReferences } from './file-read'
export type { Reference } from './file-reference'
export { type WriteOptions, writeClusterFile } from './file-write'

/** The cluster file: what the wizard collects as a text that scripts use (docs/cluster-file.md). */
export {
  type ClusterFile,
  readClusterFile,
  validateClusterFile as judgeClusterFile,
  withResolvedReferences as withReferences,
} from './read'
export type { Reference, Unresolved } from './secret-references'
export { writeClusterFile } from './write'

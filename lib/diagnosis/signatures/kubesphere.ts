/** Signatures of failures of KubeSphere and its storage. */
import type { Signature } from '../signature'

export const KUBESPHERE: readonly Signature[] = [
  {
    id: 'left-helm',
    keywords: ['no deployed releases', 'a release named'],
    pattern: /has no deployed releases|a release named .{0,400} already exists/,
    check: 'leftover',
  },
  {
    id: 'ks-wait',
    keywords: ['Waiting for '],
    pattern:
      /(?:FAILED|RETRYING): .{0,400}Waiting for (ks-account|ks-console|alerting-db-init|openldap|mysql|redis)/,
  },
  {
    id: 'tiller',
    keywords: ['tiller', 'Tiller'],
    pattern:
      /could not find (?:a ready )?[Tt]iller|(?:connect|connecting) to [Tt]iller|\b[Tt]iller\b.{0,80}(?:(?:is|are|was|pods?) not (?:ready|running|available)|timed out|exceeded its progress deadline|refused)/,
    also: [
      {
        pattern: /timed out waiting|exceeded its progress deadline|deadline exceeded/,
        scope: { command: /tiller|\bhelm2? init\b/ },
      },
    ],
  },
  { id: 'ks-sc', keywords: ['efault StorageClass'], pattern: /[Dd]efault StorageClass was not found/ },
  { id: 'ks-crd', keywords: ['S2iBuilderTemplate'], pattern: /no matches for kind \\?"S2iBuilderTemplate/ },
  { id: 'ks-quant', keywords: ['unable to parse quantity'], pattern: /unable to parse quantity's suffix/ },
  {
    id: 'pvc',
    keywords: ['PersistentVolumeClaims', 'no persistent volumes'],
    pattern: /unbound (immediate )?PersistentVolumeClaims|no persistent volumes available for this claim/,
  },
  {
    id: 'nfs',
    keywords: ['helper program', 'wrong fs type'],
    pattern: /mount\.<type> helper program|wrong fs type, bad option/,
    scope: { unless: /bad superblock on (?:\/dev\/|tmpfs|overlay|none)/ },
    check: 'storage',
  },
  {
    id: 'rbd',
    keywords: ['executable file not'],
    pattern: /(rbd|create rbd image|rbd image status).{0,400}executable file not found/,
    check: 'storage',
  },
]

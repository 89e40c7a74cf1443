/** What is imported from a text: hosts, bastion and settings, and every line that was not understood. */
import { INVENTORY_PROBLEMS } from '@/lib/ansible/inventory/parse'
import type { BastionDraft, HostDraft } from '../draft/draft'

/** The limit of a draft. */
export const MAX_HOSTS = 2000

export const FORMATS = [
  'ansible-ini',
  'ansible-yaml',
  'kubekey',
  'etc-hosts',
  'csv',
  'tsv',
  'markdown',
  'table',
  'foreign',
] as const
export type ImportFormat = (typeof FORMATS)[number]

/** Why a line, or a part of it, was not imported as it looks. */
export const UNREAD_REASONS = [
  ...INVENTORY_PROBLEMS,
  /** The name of a group in a list of hosts. */
  'group-as-host',
  /** The path of a private key on another machine. */
  'key-file',
  /** Options of ssh that Taskbox has no field for. */
  'ssh-options',
  /** A proxy that is not a single bastion. */
  'proxy',
  /** A further bastion. */
  'bastions',
  /** A connection that is neither ssh nor local. */
  'connection',
  /** A row with more cells than the table has columns. */
  'extra-cells',
  /** A row without an address or name. */
  'no-host-row',
  /** A word that is no role. */
  'role',
  'prose',
  'loopback',
  /** The notation of another program. */
  'foreign',
  /** A host that the list of hosts does not contain. */
  'unknown-host',
  'syntax',
] as const
export type UnreadReason = (typeof UNREAD_REASONS)[number]

export interface UnreadLine {
  /** From 1. */
  line: number
  /** The line with passwords masked. */
  text: string
  reason: UnreadReason
  /** The word, variable or path that it is about; may be empty. */
  subject: string
}

/** Settings of the cluster that the text states. */
export interface ImportedSettings {
  name?: string
  kubernetesVersion?: string
  plugin?: string
  podCidr?: string
  serviceCidr?: string
  containerRuntime?: string
  proxyMode?: string
  loadBalancerAddress?: string
  loadBalancerPort?: string
  loadBalancerDomain?: string
}

export interface Imported {
  format: ImportFormat
  hosts: HostDraft[]
  /** Paths of private keys by host id: files on the machine that the text comes from. */
  keys: Record<string, string>
  /** By line, one per line. */
  unread: UnreadLine[]
  /** The bastion that the hosts without one of their own use. */
  bastion?: BastionDraft
  settings: ImportedSettings
  /** Groups that mean nothing to Taskbox. */
  groups: string[]
}

export type Finding = Omit<UnreadLine, 'text'>

export function emptyImport(format: ImportFormat): Imported {
  return { format, hosts: [], keys: {}, unread: [], settings: {}, groups: [] }
}

/** More lines than anyone reads; a large text of another kind may have millions. */
const MAX_UNREAD = 2000

/** The findings as unread lines: the first of each line, with the line's text. */
export function unreadLines(findings: readonly Finding[], textOf: (line: number) => string): UnreadLine[] {
  const byLine = new Map<number, Finding>()
  for (const finding of findings) if (!byLine.has(finding.line)) byLine.set(finding.line, finding)
  return [...byLine.values()]
    .sort((a, b) => a.line - b.line)
    .slice(0, MAX_UNREAD)
    .map((finding) => ({ ...finding, text: textOf(finding.line) }))
}

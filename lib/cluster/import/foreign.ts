/** Recognizes the notations of other programs, whose words must not be taken for hosts. */
import { emptyImport, type Finding, type Imported, unreadLines } from './imported'
import { maskLine } from './mask'

const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/

/** Refuses a text: its first line and each line with an address are listed. */
export function refuse(
  text: string,
  reason: 'foreign' | 'syntax',
  at?: { line: number; subject: string },
): Imported {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
  const first = lines.findIndex((line) => line.trim() !== '' && !/^\s*(?:#|---)/.test(line)) + 1
  const numbers = lines.flatMap((line, index) => (IPV4.test(line) ? [index + 1] : []))
  const findings = [...new Set([at?.line ?? first, ...numbers])]
    .filter((line) => line > 0)
    .slice(0, 1000)
    .map((line): Finding => ({ line, reason, subject: line === at?.line ? at.subject : '' }))
  return {
    ...emptyImport('foreign'),
    unread: unreadLines(findings, (line) => maskLine(lines[line - 1] ?? '')),
  }
}

/** Whether a text is code, markup or a configuration file that is neither YAML nor an inventory. */
export function isForeign(text: string): boolean {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const [first = ''] = lines
  const has = (pattern: RegExp) => lines.some((line) => pattern.test(line))
  if (/^(?:#!|<[!?a-z])/i.test(first)) return true
  // ssh_config(5): blocks of Host with HostName below.
  if (has(/^Host\s+\S/i) && has(/^HostName[\s=]+\S/i)) return true
  // HCL, nginx, JSON that is not valid YAML: blocks in braces.
  if (has(/[{[]$/) && has(/^[}\]]/)) return true
  const settings = lines.filter((line) => /^(?:export\s+)?[A-Za-z_][\w.]*\s*=/.test(line))
  return settings.length * 2 > lines.length
}

/** The result of an import without secrets, for `taskbox import --json`. */
import { parsePort } from '@/lib/network/address'
import { SSH_PORT } from '../draft/draft-defaults'
import type { Imported, UnreadLine } from './imported'

/** @param explain the sentence that explains why a line was not understood */
export function importToJson(imported: Imported, explain: (line: UnreadLine) => string) {
  const { format, hosts, keys, unread, bastion, settings, groups } = imported
  return {
    format,
    hosts: hosts.map((host) => ({
      name: host.name,
      address: host.address,
      ip: host.ip || host.address,
      port: portOf(host.port),
      user: host.user,
      roles: host.roles,
      taskbox: host.taskbox,
      hasPassword: host.password !== '',
      key: keys[host.id] ?? null,
    })),
    unread: unread.map((line) => ({ line: line.line, text: line.text, why: explain(line) })),
    bastion: bastion ? { address: bastion.address, port: portOf(bastion.port), user: bastion.user } : null,
    settings,
    groups,
  }
}

/** An invalid port stays as it is, for the reader to see. */
function portOf(port: string): number | string {
  return port === '' ? SSH_PORT : (parsePort(port) ?? port)
}

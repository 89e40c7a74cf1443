/** Which commands a system understands: its remedies are written for its family. */
import type { System } from './sheet'

export type Family = 'debian' | 'redhat' | 'other'

const FAMILIES: Readonly<Record<string, Family>> = {
  debian: 'debian',
  ubuntu: 'debian',
  linuxmint: 'debian',
  uos: 'debian',
  deepin: 'debian',
  rhel: 'redhat',
  centos: 'redhat',
  fedora: 'redhat',
  rocky: 'redhat',
  almalinux: 'redhat',
  ol: 'redhat',
  amzn: 'redhat',
  anolis: 'redhat',
  openeuler: 'redhat',
  kylin: 'redhat',
  alinux: 'redhat',
  tencentos: 'redhat',
}

/** By `ID`, else by `ID_LIKE` of /etc/os-release. */
export function familyOf(system: System | undefined): Family {
  const names = system ? [system.id, ...system.like] : []
  return names.map((name) => FAMILIES[name.toLowerCase()]).find(Boolean) ?? 'other'
}

/** Parses the operating system and its distribution family, which decides the commands of remedies. */
import { fileLines, type ProbeItem } from './item'

export interface System {
  /** `ID` of /etc/os-release, such as `ubuntu`. */
  id: string
  /** `VERSION_ID`; for CentOS and its kin with the minor release of /etc/redhat-release, such as `7.5.1804`. */
  version: string
  like: readonly string[]
  /** `PRETTY_NAME`, or the text of /etc/redhat-release. */
  name: string
}

export const SYSTEM: ProbeItem<System> = {
  name: 'os',
  files: '/etc/os-release /etc/redhat-release',
  parse: parseSystem,
}

function parseSystem(text: string): System | undefined {
  const files = fileLines(text)
  const release = (files.get('/etc/os-release') ?? []).join('\n')
  const redhat = files.get('/etc/redhat-release')?.[0] ?? ''
  const value = (key: string) => new RegExp(`^${key}=(["']?)(.*)\\1$`, 'm').exec(release)?.[2]?.trim() ?? ''
  const minor = /release (\d+(?:\.\d+)*)/.exec(redhat)?.[1] ?? ''
  const id =
    value('ID') || (redhat.startsWith('CentOS') ? 'centos' : redhat.startsWith('Red Hat') ? 'rhel' : '')
  if (!/^[a-zA-Z0-9._-]{1,64}$/.test(id)) return undefined
  const major = value('VERSION_ID')
  const version = minor.startsWith(major) ? minor : major
  return {
    id: id.toLowerCase(),
    version,
    like: value('ID_LIKE').split(/\s+/).filter(Boolean),
    name: value('PRETTY_NAME') || redhat,
  }
}

/** Name for display, such as `debian 12`. */
export const systemName = ({ id, version }: System): string => `${id} ${version}`.trim()

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

/** Distribution family by `ID` or `ID_LIKE` of /etc/os-release. */
export function familyOf(system: System | undefined): Family {
  const names = system ? [system.id, ...system.like] : []
  return names.map((name) => FAMILIES[name.toLowerCase()]).find(Boolean) ?? 'other'
}

/**
 * The fact sheet of a host: what the probe's output says. Tolerant, since the output is a stranger's: a section that
 * is cut off, empty or not as expected is left out, and whoever judges it says "unknown".
 */

import { parseIpv4 } from '@/lib/network/address'
import { type Cidr, cidr, networkOf } from '@/lib/network/cidr'

export interface System {
  /** `ID` of /etc/os-release, such as `ubuntu`. */
  id: string
  /** `VERSION_ID`; for CentOS and its kin with the minor release of /etc/redhat-release, such as `7.5.1804`. */
  version: string
  like: readonly string[]
  /** `PRETTY_NAME`, or what comes closest. */
  name: string
}

/** Where a folder, or the nearest one that exists, lies. Sizes are KiB. */
export interface Disk {
  folder: string
  /** What the file system is called and where it is mounted: two folders on the same one are one disk. */
  mount: string
  sizeKib: number
  freeKib: number
  usedPercent: number
  /** Undefined where the file system counts none. */
  usedInodesPercent?: number
}

export interface Address {
  interface: string
  address: string
  network: Cidr
}

export interface Route {
  network: Cidr
  interface: string
  /** Goes by a gateway, so it may well be wider than what is really there. */
  gateway: boolean
}

/** Programs on the taskbox. */
export interface Tools {
  programs: readonly string[]
  /** Ansible's version, `unknown` where it does not say; undefined: none is installed. */
  ansible?: string
}

/** What is not known is undefined. */
export interface Sheet {
  uid?: number | undefined
  system?: System | undefined
  architecture?: string | undefined
  hostname?: string | undefined
  cores?: number | undefined
  memoryKib?: number | undefined
  disks?: readonly Disk[] | undefined
  addresses?: readonly Address[] | undefined
  routes?: readonly Route[] | undefined
  tools?: Tools | undefined
}

/** Reads the probe's output. `nonce` is the word that its markers begin with. */
export function readSheet(output: string, nonce: string): Sheet {
  const sections = readSections(output, nonce)
  const section = (name: string) => sections.get(name) ?? ''
  return {
    uid: count(section('user')),
    system: system(section('os'), section('redhat')),
    architecture: word(section('machine')),
    hostname: word(section('hostname')),
    cores: positive(count(section('cores'))),
    memoryKib: positive(count(/^MemTotal:\s+(\d+) kB$/m.exec(section('memory'))?.[1])),
    disks: some(disks(section('disk'))),
    addresses: some(addresses(section('addresses'))),
    routes: some(routes(section('routes'))),
    tools: tools(sections),
  }
}

/** Whether the output came to its end; of one that did not, the last section is not believed. */
function readSections(output: string, nonce: string): Map<string, string> {
  const parts = output.replaceAll('\r', '').split(`\n${nonce} `)
  return new Map(
    parts.slice(1, -1).map((part) => {
      const end = part.indexOf('\n')
      return [part.slice(0, end), part.slice(end + 1).trim()]
    }),
  )
}

const some = <Fact>(facts: Fact[]): Fact[] | undefined => (facts.length > 0 ? facts : undefined)
const count = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
const positive = (number: number | undefined): number | undefined => (number === 0 ? undefined : number)
const word = (text: string): string | undefined => (/^\S{1,255}$/.test(text) ? text : undefined)

function system(release: string, redhat: string): System | undefined {
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

/** `df -Pk` and `df -Pi`, a line each, under the folder's name. Device names with blanks push the columns: counted from the right. */
function disks(text: string): Disk[] {
  return `\n${text}`.split('\nfolder ').flatMap((part) => {
    const [folder = '', blocks = '', inodes = ''] = part.split('\n')
    const [, , size, , free, used, mount] = columns(blocks) ?? []
    const [sizeKib, freeKib, usedPercent] = [count(size), count(free), count(used)]
    if (!folder.startsWith('/') || !mount || !sizeKib || freeKib === undefined || usedPercent === undefined)
      return []
    const usedInodesPercent = count(columns(inodes)?.[5])
    const disk: Disk = { folder, mount, sizeKib, freeKib, usedPercent }
    return [usedInodesPercent === undefined ? disk : { ...disk, usedInodesPercent }]
  })
}

const columns = (line: string): RegExpExecArray | null =>
  /^(.+?)\s+(\d+|-)\s+(\d+|-)\s+(\d+|-)\s+(\d+|-)%?\s+(\/.*)$/.exec(line)

/** `ip -4 -o addr`: `2: eth0    inet 10.0.0.5/24 brd … scope global eth0`. */
function addresses(text: string): Address[] {
  return text.split('\n').flatMap((line) => {
    const [, name, address = '', prefix = '32'] =
      /^\d+: (\S+)\s+inet ([\d.]+)(?: peer [\d.]+)?(?:\/(\d+))?\s/.exec(`${line} `) ?? []
    const number = parseIpv4(address)
    const network = number === undefined ? undefined : cidr(networkOf(number, Number(prefix)))
    return name && network ? [{ interface: bare(name), address, network }] : []
  })
}

/** `ip -4 route`: `10.0.0.0/24 dev eth0 …` or `10.0.0.0/8 via 10.0.0.1 dev eth0`. Routes to nowhere lead nowhere. */
function routes(text: string): Route[] {
  return text.split('\n').flatMap((line) => {
    const [, target = '', rest = ''] = /^([\d.]+(?:\/\d+)?)\s(.*)$/.exec(line) ?? []
    const network = cidr(target.includes('/') ? target : `${target}/32`)
    const name = /\bdev (\S+)/.exec(rest)?.[1]
    return network && name ? [{ network, interface: bare(name), gateway: /\bvia /.test(rest) }] : []
  })
}

/** `eth0@if7` is shown where the other end is elsewhere. */
const bare = (name: string): string => name.split('@')[0] ?? name

function tools(sections: ReadonlyMap<string, string>): Tools | undefined {
  const ansible = sections.get('ansible')
  if (!sections.has('tools') || !ansible) return undefined
  const programs = (sections.get('tools') ?? '').split('\n').filter(Boolean)
  if (ansible === 'none') return { programs }
  return { programs, ansible: /\d+\.\d+[\w.]*/.exec(ansible)?.[0] ?? 'unknown' }
}

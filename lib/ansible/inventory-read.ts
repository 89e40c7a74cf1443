/**
 * Reads an INI inventory as Ansible does (plugins/inventory/ini.py): sections, shell words, Python literals, ranges,
 * groups of groups. Where Ansible would refuse the whole file, only the line is left out and named.
 */
import { literalText } from './inventory-literal'
import { readPattern } from './inventory-pattern'
import { readOwnTemplate } from './inventory-template'
import { words } from './inventory-words'

export type Variables = Record<string, string>

export interface ReadHost {
  name: string
  /** Where it is first named, from 1. */
  line: number
  /** Every group it is in, those above its own as well, without `all`; in the order of the file. */
  groups: string[]
  /** Its own variables over those of its groups, the nearer group's over the farther one's. Templates are left out. */
  variables: Variables
}

export interface ReadInventory {
  hosts: ReadHost[]
  /** Lines that Ansible would refuse, from 1. */
  unread: number[]
}

/** `undefined` is a value too: `None`, or a template, hides what a group says. */
type Assigned = Record<string, string | undefined>

interface Group {
  hosts: Set<string>
  children: Set<string>
  variables: Assigned
}

const KINDS = ['hosts', 'vars', 'children'] as const
type Kind = (typeof KINDS)[number]

/** Python's `str.splitlines`. */
const LINE_ENDS = '\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029'
const LINE_END = new RegExp(`\r\n|[${LINE_ENDS}]`)
const SECTION = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/u
const GROUP_NAME = /^([^:\]\s]+)\s*(?:#.*)?$/u

export function readInventory(text: string): ReadInventory {
  const reading = new Reading()
  text
    .replace(/^\ufeff/, '')
    .split(LINE_END)
    .forEach((line, index) => {
      reading.take(line.trim(), index + 1)
    })
  return reading.result()
}

class Reading {
  private readonly groups = new Map<string, Group>()
  private readonly hosts = new Map<string, { line: number; variables: Assigned }>()
  private readonly unread: number[] = []
  private group = this.groupOf('ungrouped')
  private kind: Kind | 'unknown' = 'hosts'

  take(line: string, number: number): void {
    if (line === '' || line.startsWith('#') || line.startsWith(';')) return
    const section = SECTION.exec(line)
    const read = section ? this.open(section) : this.takeEntry(line, number)
    if (!read) this.unread.push(number)
  }

  private open([, name = '', kind = 'hosts']: RegExpExecArray): boolean {
    this.group = this.groupOf(name)
    this.kind = KINDS.find((known) => known === kind) ?? 'unknown'
    return this.kind !== 'unknown'
  }

  private takeEntry(line: string, number: number): boolean {
    if (line.startsWith('[') && line.endsWith(']')) return false
    switch (this.kind) {
      case 'hosts':
        return this.takeHost(line, number)
      case 'vars':
        return assign(this.group.variables, line)
      case 'children':
        return this.takeChild(line)
      case 'unknown':
        return false
    }
  }

  private takeChild(line: string): boolean {
    const name = GROUP_NAME.exec(line)?.[1]
    if (name === undefined) return false
    this.groupOf(name)
    this.group.children.add(name)
    return true
  }

  private takeHost(line: string, number: number): boolean {
    const [first, ...assignments] = words(line) ?? []
    const pattern = first === undefined ? undefined : readPattern(first)
    const variables: Assigned = pattern?.port === undefined ? {} : { ansible_port: pattern.port }
    if (!pattern || !assignments.every((word) => assign(variables, word, false))) return false
    for (const name of pattern.names) {
      const known = this.hosts.get(name)
      this.hosts.set(name, {
        line: known?.line ?? number,
        variables: { ...known?.variables, ...variables },
      })
      this.group.hosts.add(name)
    }
    return true
  }

  private groupOf(name: string): Group {
    const known = this.groups.get(name)
    if (known) return known
    const group = { hosts: new Set<string>(), children: new Set<string>(), variables: {} }
    this.groups.set(name, group)
    return group
  }

  result(): ReadInventory {
    const depths = this.depths()
    const hosts = [...this.hosts].map(([name, { line, variables }]): ReadHost => {
      const groups = this.groupsOf(name)
      const order = ['all', ...groups].sort((one, other) => byDepth(depths, one, other))
      const inherited = order.map((group) => this.groups.get(group)?.variables ?? {})
      return { name, line, groups, variables: known(Object.assign({}, ...inherited, variables)) }
    })
    return { hosts, unread: this.unread }
  }

  /** The groups that hold the host, or hold one that does, to any depth. */
  private groupsOf(host: string): string[] {
    const found = new Set([...this.groups].filter(([, { hosts }]) => hosts.has(host)).map(([name]) => name))
    let before = -1
    while (found.size !== before) {
      before = found.size
      for (const [name, { children }] of this.groups)
        if ([...children].some((child) => found.has(child))) found.add(name)
    }
    return [...this.groups.keys()].filter((name) => found.has(name) && name !== 'all' && name !== 'ungrouped')
  }

  /** How far each group is below `all`; a ring of groups, which Ansible refuses, ends at the number of groups. */
  private depths(): Map<string, number> {
    const depths = new Map([...this.groups.keys()].map((name) => [name, name === 'all' ? 0 : 1]))
    for (let round = 0; round < this.groups.size; round += 1)
      for (const [name, { children }] of this.groups)
        for (const child of children)
          depths.set(child, Math.max(depths.get(child) ?? 1, (depths.get(name) ?? 1) + 1))
    return depths
  }
}

function known(assigned: Assigned): Variables {
  return Object.fromEntries(
    Object.entries(assigned).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}

/** Ansible's order of merging: the deeper group later, of two equally deep ones the later name. */
function byDepth(depths: ReadonlyMap<string, number>, one: string, other: string): number {
  return (depths.get(one) ?? 0) - (depths.get(other) ?? 0) || (one < other ? -1 : 1)
}

/** Takes `key=value`; below `[group:vars]` both may have blanks around them. */
function assign(variables: Assigned, text: string, blanks = true): boolean {
  const at = text.indexOf('=')
  if (at < 0) return false
  const key = text.slice(0, at)
  const value = text.slice(at + 1)
  const read = blanks ? literalText(value.trim()) : literalText(value)
  const plain = read !== undefined && /\{[{%#]/.test(read) ? readOwnTemplate(read) : read
  variables[blanks ? key.trim() : key] = plain
  return true
}

/**
 * Reads an INI inventory as Ansible does (plugins/inventory/ini.py): sections, shell words, Python literals, ranges,
 * groups of groups. Where Ansible would refuse the whole file, only the line is left out and named.
 *
 * A short text may stand for millions of hosts, and each of them for thousands of variables. What is read is bounded
 * (`LIMITS`), a line beyond that is left out and named as well, and the time grows with the text's length alone.
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

interface Limits {
  hosts: number
  /** Hosts named on lines, the same one on several lines as well, and variables given to them there. */
  mentions: number
  groups: number
  /** Groups named as children. */
  children: number
}

/** Far more than the inventory of any cluster that Taskbox takes (2000 hosts). */
const LIMITS: Limits = { hosts: 2_500, mentions: 1_000_000, groups: 500, children: 10_000 }

export interface ReadInventory {
  hosts: ReadHost[]
  /** Lines that Ansible would refuse, or that are beyond the limits, from 1. */
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

/** @param wanted the variables that are read; default: all */
export function readInventory(text: string, wanted?: ReadonlySet<string>): ReadInventory {
  const reading = new Reading(wanted)
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
  private readonly left = { ...LIMITS }

  constructor(private readonly wanted: ReadonlySet<string> | undefined) {}

  take(line: string, number: number): void {
    if (line === '' || line.startsWith('#') || line.startsWith(';')) return
    const section = SECTION.exec(line)
    const read = section ? this.open(section) : this.takeEntry(line, number)
    if (!read) this.unread.push(number)
  }

  private open([, name = '', kind = 'hosts']: RegExpExecArray): boolean {
    const group = this.groupWithin(name)
    this.kind = group ? (KINDS.find((known) => known === kind) ?? 'unknown') : 'unknown'
    if (group) this.group = group
    return this.kind !== 'unknown'
  }

  private takeEntry(line: string, number: number): boolean {
    if (line.startsWith('[') && line.endsWith(']')) return false
    switch (this.kind) {
      case 'hosts':
        return this.takeHost(line, number)
      case 'vars':
        return this.assign(this.group.variables, line)
      case 'children':
        return this.takeChild(line)
      case 'unknown':
        return false
    }
  }

  private takeChild(line: string): boolean {
    const name = GROUP_NAME.exec(line)?.[1]
    if (name === undefined || !this.groupWithin(name) || !this.spend('children', 1)) return false
    this.group.children.add(name)
    return true
  }

  private takeHost(line: string, number: number): boolean {
    const [first, ...assignments] = words(line) ?? []
    const pattern = first === undefined ? undefined : readPattern(first, this.left.mentions)
    const variables: Assigned = pattern?.port === undefined ? {} : { ansible_port: pattern.port }
    if (!pattern || !assignments.every((word) => this.assign(variables, word, false))) return false
    const mentions = pattern.names.length * (1 + Object.keys(variables).length)
    if (!this.spend('mentions', mentions)) return false
    const fresh = pattern.names.filter((name) => !this.hosts.has(name)).length
    if (fresh > this.left.hosts) return false
    this.left.hosts -= fresh
    for (const name of pattern.names) {
      const known = this.hosts.get(name)
      this.hosts.set(name, {
        line: known?.line ?? number,
        variables: known ? Object.assign(known.variables, variables) : { ...variables },
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

  /** The group of that name; undefined where there would be too many. */
  private groupWithin(name: string): Group | undefined {
    return this.groups.has(name) || this.spend('groups', 1) ? this.groupOf(name) : undefined
  }

  /** False, and nothing spent, where not so much is left. */
  private spend(what: 'mentions' | 'groups' | 'children', much: number): boolean {
    if (much > this.left[what]) return false
    this.left[what] -= much
    return true
  }

  private assign(variables: Assigned, text: string, blanks = true): boolean {
    return assign(variables, text, blanks, this.wanted)
  }

  result(): ReadInventory {
    const depths = this.depths()
    const above = new GroupsAbove(this.groups)
    const named = [...this.groups.keys()].filter((name) => name !== 'ungrouped')
    const ordered = named.sort((one, other) => byDepth(depths, one, other))
    const assigning = ordered.filter((name) => Object.keys(this.groups.get(name)?.variables ?? {}).length > 0)
    const hosts = [...this.hosts].map(([name, { line, variables }]): ReadHost => {
      const { found, groups } = above.of(name)
      const inherited = assigning
        .filter((group) => group === 'all' || found.has(group))
        .map((group) => this.groups.get(group)?.variables ?? {})
      return { name, line, groups, variables: known(Object.assign({}, ...inherited, variables)) }
    })
    return { hosts, unread: this.unread }
  }

  /**
   * How far each group is below `all`, by the longest way. Groups in a ring, which Ansible refuses, and those below one
   * are as deep as there are groups.
   */
  private depths(): Map<string, number> {
    const parents = new Map([...this.groups.keys()].map((name) => [name, 0]))
    for (const { children } of this.groups.values())
      for (const child of children) parents.set(child, (parents.get(child) ?? 0) + 1)
    const depths = new Map<string, number>()
    const found = new Map([...this.groups.keys()].map((name) => [name, name === 'all' ? 0 : 1]))
    const ready = [...this.groups.keys()].filter((name) => parents.get(name) === 0)
    for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
      const depth = found.get(name) ?? 1
      depths.set(name, depth)
      for (const child of this.groups.get(name)?.children ?? []) {
        found.set(child, Math.max(found.get(child) ?? 1, depth + 1))
        const waiting = (parents.get(child) ?? 1) - 1
        parents.set(child, waiting)
        if (waiting === 0) ready.push(child)
      }
    }
    return new Map([...this.groups.keys()].map((name) => [name, depths.get(name) ?? this.groups.size]))
  }
}

interface Above {
  found: ReadonlySet<string>
  /** The same in the order of the file, without `all` and `ungrouped`. */
  groups: string[]
}

/** The groups that hold a host, or hold one that does, to any depth. */
class GroupsAbove {
  private readonly parents = new Map<string, string[]>()
  private readonly holders = new Map<string, string[]>()
  /** Hosts of the same groups share what is above them. */
  private readonly known = new Map<string, Above>()

  constructor(private readonly groups: ReadonlyMap<string, Group>) {
    for (const [name, { hosts, children }] of groups) {
      for (const host of hosts) add(this.holders, host, name)
      for (const child of children) add(this.parents, child, name)
    }
  }

  of(host: string): Above {
    const holders = this.holders.get(host) ?? []
    const key = holders.join('\n')
    const known = this.known.get(key)
    if (known) return known
    const found = new Set(holders)
    // A set's own iteration goes on to what is added meanwhile.
    for (const name of found) for (const parent of this.parents.get(name) ?? []) found.add(parent)
    const groups = [...this.groups.keys()].filter(
      (name) => found.has(name) && name !== 'all' && name !== 'ungrouped',
    )
    const above = { found, groups }
    this.known.set(key, above)
    return above
  }
}

function add(lists: Map<string, string[]>, key: string, entry: string): void {
  const list = lists.get(key)
  if (list) list.push(entry)
  else lists.set(key, [entry])
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
function assign(
  variables: Assigned,
  text: string,
  blanks: boolean,
  wanted: ReadonlySet<string> | undefined,
): boolean {
  const at = text.indexOf('=')
  if (at < 0) return false
  const key = text.slice(0, at)
  if (wanted && !wanted.has(blanks ? key.trim() : key)) return true
  const value = text.slice(at + 1)
  const read = blanks ? literalText(value.trim()) : literalText(value)
  const plain = read !== undefined && /\{[{%#]/.test(read) ? readOwnTemplate(read) : read
  variables[blanks ? key.trim() : key] = plain
  return true
}

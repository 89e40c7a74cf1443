/**
 * Reads an INI inventory as Ansible does (plugins/inventory/ini.py): sections, shell words, Python literals, ranges,
 * groups of groups. Where Ansible would refuse the whole file, only the line is left out and named.
 *
 * A short text may stand for millions of hosts, and each of them for thousands of variables. What is read is bounded
 * (`LIMITS`), a line beyond that is left out and named as well, and the time grows with the text's length alone.
 */

import { decodeTemplate } from './decode-template'
import { parseHostPattern } from './host-pattern'
import { evaluateLiteral } from './python-literal'
import { splitShellWords } from './shell-words'

export type Variables = Record<string, string>

export interface InventoryHost {
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

export interface ParsedInventory {
  hosts: InventoryHost[]
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
export function parseInventory(text: string, wanted?: ReadonlySet<string>): ParsedInventory {
  const reading = new InventoryParser(wanted)
  text
    .replace(/^\ufeff/, '')
    .split(LINE_END)
    .forEach((line, index) => {
      reading.parseLine(line.trim(), index + 1)
    })
  return reading.result()
}

class InventoryParser {
  private readonly groups = new Map<string, Group>()
  private readonly hosts = new Map<string, { line: number; variables: Assigned }>()
  private readonly rejectedLines: number[] = []
  private group = this.getOrCreateGroup('ungrouped')
  private kind: Kind | 'unknown' = 'hosts'
  private readonly budget = { ...LIMITS }

  constructor(private readonly wanted: ReadonlySet<string> | undefined) {}

  parseLine(line: string, number: number): void {
    if (line === '' || line.startsWith('#') || line.startsWith(';')) return
    const section = SECTION.exec(line)
    const read = section ? this.openSection(section) : this.parseEntry(line, number)
    if (!read) this.rejectedLines.push(number)
  }

  private openSection([, name = '', kind = 'hosts']: RegExpExecArray): boolean {
    const group = this.groupWithinLimit(name)
    this.kind = group ? (KINDS.find((known) => known === kind) ?? 'unknown') : 'unknown'
    if (group) this.group = group
    return this.kind !== 'unknown'
  }

  private parseEntry(line: string, number: number): boolean {
    if (line.startsWith('[') && line.endsWith(']')) return false
    switch (this.kind) {
      case 'hosts':
        return this.parseHost(line, number)
      case 'vars':
        return this.assign(this.group.variables, line)
      case 'children':
        return this.parseChild(line)
      case 'unknown':
        return false
    }
  }

  private parseChild(line: string): boolean {
    const name = GROUP_NAME.exec(line)?.[1]
    if (name === undefined || !this.groupWithinLimit(name) || !this.consume('children', 1)) return false
    this.group.children.add(name)
    return true
  }

  private parseHost(line: string, number: number): boolean {
    const [first, ...assignments] = splitShellWords(line) ?? []
    const pattern = first === undefined ? undefined : parseHostPattern(first, this.budget.mentions)
    const variables: Assigned = pattern?.port === undefined ? {} : { ansible_port: pattern.port }
    if (!pattern || !assignments.every((word) => this.assign(variables, word, false))) return false
    const mentions = pattern.names.length * (1 + Object.keys(variables).length)
    if (!this.consume('mentions', mentions)) return false
    const fresh = pattern.names.filter((name) => !this.hosts.has(name)).length
    if (fresh > this.budget.hosts) return false
    this.budget.hosts -= fresh
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

  private getOrCreateGroup(name: string): Group {
    const known = this.groups.get(name)
    if (known) return known
    const group = { hosts: new Set<string>(), children: new Set<string>(), variables: {} }
    this.groups.set(name, group)
    return group
  }

  /** The group of that name; undefined where there would be too many. */
  private groupWithinLimit(name: string): Group | undefined {
    return this.groups.has(name) || this.consume('groups', 1) ? this.getOrCreateGroup(name) : undefined
  }

  /** False, and nothing spent, where not so much is left. */
  private consume(what: 'mentions' | 'groups' | 'children', much: number): boolean {
    if (much > this.budget[what]) return false
    this.budget[what] -= much
    return true
  }

  private assign(variables: Assigned, text: string, blanks = true): boolean {
    return assign(variables, text, blanks, this.wanted)
  }

  result(): ParsedInventory {
    const depths = this.depths()
    const above = new AncestorGroups(this.groups)
    const named = [...this.groups.keys()].filter((name) => name !== 'ungrouped')
    const ordered = named.sort((one, other) => compareDepth(depths, one, other))
    const assigning = ordered.filter((name) => Object.keys(this.groups.get(name)?.variables ?? {}).length > 0)
    const hosts = [...this.hosts].map(([name, { line, variables }]): InventoryHost => {
      const { found, groups } = above.of(name)
      const inherited = assigning
        .filter((group) => group === 'all' || found.has(group))
        .map((group) => this.groups.get(group)?.variables ?? {})
      return { name, line, groups, variables: definedVariables(Object.assign({}, ...inherited, variables)) }
    })
    return { hosts, unread: this.rejectedLines }
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

interface Ancestors {
  found: ReadonlySet<string>
  /** The same in the order of the file, without `all` and `ungrouped`. */
  groups: string[]
}

/** The groups that hold a host, or hold one that does, to any depth. */
class AncestorGroups {
  private readonly parentsByGroup = new Map<string, string[]>()
  private readonly groupsByHost = new Map<string, string[]>()
  /** Hosts of the same groups share what is above them. */
  private readonly cache = new Map<string, Ancestors>()

  constructor(private readonly groups: ReadonlyMap<string, Group>) {
    for (const [name, { hosts, children }] of groups) {
      for (const host of hosts) appendTo(this.groupsByHost, host, name)
      for (const child of children) appendTo(this.parentsByGroup, child, name)
    }
  }

  of(host: string): Ancestors {
    const holders = this.groupsByHost.get(host) ?? []
    const key = holders.join('\n')
    const known = this.cache.get(key)
    if (known) return known
    const found = new Set(holders)
    // A set's own iteration goes on to what is added meanwhile.
    for (const name of found) for (const parent of this.parentsByGroup.get(name) ?? []) found.add(parent)
    const groups = [...this.groups.keys()].filter(
      (name) => found.has(name) && name !== 'all' && name !== 'ungrouped',
    )
    const above = { found, groups }
    this.cache.set(key, above)
    return above
  }
}

function appendTo(lists: Map<string, string[]>, key: string, entry: string): void {
  const list = lists.get(key)
  if (list) list.push(entry)
  else lists.set(key, [entry])
}

function definedVariables(assigned: Assigned): Variables {
  return Object.fromEntries(
    Object.entries(assigned).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}

/** Ansible's order of merging: the deeper group later, of two equally deep ones the later name. */
function compareDepth(depths: ReadonlyMap<string, number>, one: string, other: string): number {
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
  const read = blanks ? evaluateLiteral(value.trim()) : evaluateLiteral(value)
  const plain = read !== undefined && /\{[{%#]/.test(read) ? decodeTemplate(read) : read
  variables[blanks ? key.trim() : key] = plain
  return true
}

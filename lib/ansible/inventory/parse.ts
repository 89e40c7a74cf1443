/**
 * Parses an INI inventory as Ansible does (plugins/inventory/ini.py): sections, shell words, Python literals, ranges,
 * groups of groups. Where Ansible would reject the whole file, only the line is skipped and reported.
 *
 * A short text may expand to millions of hosts with thousands of variables each. The result is bounded (`LIMITS`), lines
 * beyond the limits are skipped and reported as well, and the time depends on the text's length alone.
 */

import { decodeTemplate } from './encode'
import { parseHostPattern } from './host-pattern'
import { evaluateLiteral } from './python-literal'
import { splitShellWords } from './shell-words'

export type Variables = Record<string, string>

export interface InventoryHost {
  name: string
  /** The line that names it first, from 1. */
  line: number
  /** Every group that contains it, directly or through child groups, without `all`; in the order of the file. */
  groups: string[]
  /** Its own variables override those of its groups, and a child group overrides its parents. Templates are omitted. */
  variables: Variables
}

interface Limits {
  hosts: number
  /** Occurrences of hosts on host lines, plus the variables assigned there. */
  mentions: number
  groups: number
  /** Groups named as children. */
  children: number
}

/** Far more than the inventory of the largest supported cluster (2000 hosts). */
const LIMITS: Limits = { hosts: 2_500, mentions: 1_000_000, groups: 500, children: 10_000 }

export interface ParsedInventory {
  hosts: InventoryHost[]
  /** Lines that Ansible would reject, or that exceed the limits, from 1. */
  rejectedLines: number[]
}

/** A value of `undefined` (`None` or a template) still overrides the value of a group. */
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

/**
 * Parses the text of an INI inventory. Never throws.
 * @param variableNames names of the variables to parse; default: all
 */
export function parseInventory(text: string, variableNames?: ReadonlySet<string>): ParsedInventory {
  const parser = new InventoryParser(variableNames)
  text
    .replace(/^\ufeff/, '')
    .split(LINE_END)
    .forEach((line, index) => {
      parser.parseLine(line.trim(), index + 1)
    })
  return parser.result()
}

class InventoryParser {
  private readonly groups = new Map<string, Group>()
  private readonly hosts = new Map<string, { line: number; variables: Assigned }>()
  private readonly rejectedLines: number[] = []
  private group = this.getOrCreateGroup('ungrouped')
  private kind: Kind | 'unknown' = 'hosts'
  private readonly budget = { ...LIMITS }

  constructor(private readonly variableNames: ReadonlySet<string> | undefined) {}

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
    const newHosts = pattern.names.filter((name) => !this.hosts.has(name)).length
    if (newHosts > this.budget.hosts) return false
    this.budget.hosts -= newHosts
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

  /** The group of that name, created if necessary; undefined if that would exceed the limit. */
  private groupWithinLimit(name: string): Group | undefined {
    return this.groups.has(name) || this.consume('groups', 1) ? this.getOrCreateGroup(name) : undefined
  }

  /** Deducts from a limit; false, without deducting, if the rest is too small. */
  private consume(limit: 'mentions' | 'groups' | 'children', amount: number): boolean {
    if (amount > this.budget[limit]) return false
    this.budget[limit] -= amount
    return true
  }

  private assign(variables: Assigned, text: string, allowSpaces = true): boolean {
    return assign(variables, text, allowSpaces, this.variableNames)
  }

  result(): ParsedInventory {
    const depths = this.depths()
    const above = new AncestorGroups(this.groups)
    const named = [...this.groups.keys()].filter((name) => name !== 'ungrouped')
    const ordered = named.sort((a, b) => compareDepth(depths, a, b))
    const assigning = ordered.filter((name) => Object.keys(this.groups.get(name)?.variables ?? {}).length > 0)
    const hosts = [...this.hosts].map(([name, { line, variables }]): InventoryHost => {
      const { found, groups } = above.of(name)
      const inherited = assigning
        .filter((group) => group === 'all' || found.has(group))
        .map((group) => this.groups.get(group)?.variables ?? {})
      return { name, line, groups, variables: definedVariables(Object.assign({}, ...inherited, variables)) }
    })
    return { hosts, rejectedLines: this.rejectedLines }
  }

  /**
   * The depth of each group below `all`, along the longest path. Groups in a cycle, which Ansible rejects, and their
   * descendants have the number of groups as their depth.
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
        const remaining = (parents.get(child) ?? 1) - 1
        parents.set(child, remaining)
        if (remaining === 0) ready.push(child)
      }
    }
    return new Map([...this.groups.keys()].map((name) => [name, depths.get(name) ?? this.groups.size]))
  }
}

interface Ancestors {
  found: ReadonlySet<string>
  /** Their names in the order of the file, without `all` and `ungrouped`. */
  groups: string[]
}

/** Finds the groups that contain a host, directly or through child groups. */
class AncestorGroups {
  private readonly parentsByGroup = new Map<string, string[]>()
  private readonly groupsByHost = new Map<string, string[]>()
  /** Hosts with the same groups have the same ancestors. */
  private readonly cache = new Map<string, Ancestors>()

  constructor(private readonly groups: ReadonlyMap<string, Group>) {
    for (const [name, { hosts, children }] of groups) {
      for (const host of hosts) appendTo(this.groupsByHost, host, name)
      for (const child of children) appendTo(this.parentsByGroup, child, name)
    }
  }

  of(host: string): Ancestors {
    const memberships = this.groupsByHost.get(host) ?? []
    const key = memberships.join('\n')
    const known = this.cache.get(key)
    if (known) return known
    const found = new Set(memberships)
    // Iterating over a set also visits entries that are added meanwhile.
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

/** Ansible's merge order: deeper groups later, groups of equal depth by name. */
function compareDepth(depths: ReadonlyMap<string, number>, a: string, b: string): number {
  return (depths.get(a) ?? 0) - (depths.get(b) ?? 0) || (a < b ? -1 : 1)
}

/** Parses `key=value`; below `[group:vars]`, spaces may surround key and value. */
function assign(
  variables: Assigned,
  text: string,
  allowSpaces: boolean,
  variableNames: ReadonlySet<string> | undefined,
): boolean {
  const at = text.indexOf('=')
  if (at < 0) return false
  const key = text.slice(0, at)
  if (variableNames && !variableNames.has(allowSpaces ? key.trim() : key)) return true
  const value = text.slice(at + 1)
  const read = allowSpaces ? evaluateLiteral(value.trim()) : evaluateLiteral(value)
  const plain = read !== undefined && /\{[{%#]/.test(read) ? decodeTemplate(read) : read
  variables[allowSpaces ? key.trim() : key] = plain
  return true
}

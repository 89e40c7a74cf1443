/**
 * The groups and hosts of an inventory, whatever its notation, and what Ansible derives from them: the groups of each
 * host, and the variables that it inherits.
 *
 * A short text may expand to millions of hosts with thousands of variables each. The tree is bounded (`LIMITS`), and the
 * time depends on the text's length alone.
 */

import { resolveTemplate, Template } from './template'

export type Variables = Record<string, string>

/** A value of `undefined` (`None` or null) still overrides the value of a group. */
export type Assigned = Record<string, string | Template | undefined>

export interface InventoryHost {
  name: string
  /** The line that names it first, from 1. */
  line: number
  /** Every group that contains it, directly or through child groups, without `all`; in the order of the file. */
  groups: string[]
  /**
   * Its own variables override those of its groups, and a child group overrides its parents. Templates are omitted unless
   * they only refer to other variables.
   */
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

export interface Group {
  hosts: Set<string>
  children: Set<string>
  variables: Assigned
}

export class GroupTree {
  private readonly groups = new Map<string, Group>()
  private readonly hosts = new Map<string, { line: number; variables: Assigned }>()
  private readonly budget = { ...LIMITS }
  /** Templates that some host has and that cannot be resolved. Complete after `resolve`. */
  readonly unresolved = new Set<Template>()
  /** Hosts that no group contains. */
  readonly ungrouped = this.getOrCreate('ungrouped')

  /** How many host names a range may still expand to. */
  get remainingNames(): number {
    return this.budget.mentions
  }

  /** The group of that name, created if necessary; undefined if that would exceed the limit. */
  group(name: string): Group | undefined {
    return this.groups.has(name) || this.consume('groups', 1) ? this.getOrCreate(name) : undefined
  }

  hasHost(name: string): boolean {
    return this.hosts.has(name)
  }

  /** Makes a group the child of another; false if that would exceed a limit. */
  addChild(group: Group, child: string): boolean {
    if (!this.group(child) || !this.consume('children', 1)) return false
    group.children.add(child)
    return true
  }

  /** Adds hosts to a group, with their own variables; false if that would exceed a limit. */
  addHosts(group: Group, names: readonly string[], variables: Assigned, line: number): boolean {
    if (!this.consume('mentions', names.length * (1 + Object.keys(variables).length))) return false
    const newHosts = names.filter((name) => !this.hosts.has(name)).length
    if (newHosts > this.budget.hosts) return false
    this.budget.hosts -= newHosts
    for (const name of names) {
      const known = this.hosts.get(name)
      this.hosts.set(name, {
        line: known?.line ?? line,
        variables: known ? Object.assign(known.variables, variables) : { ...variables },
      })
      group.hosts.add(name)
    }
    return true
  }

  /** The hosts in the order of the file. */
  resolve(): InventoryHost[] {
    const depths = this.depths()
    const above = new AncestorGroups(this.groups)
    const named = [...this.groups.keys()].filter((name) => name !== 'ungrouped')
    const ordered = named.sort((a, b) => compareDepth(depths, a, b))
    const assigning = ordered.filter((name) => Object.keys(this.groups.get(name)?.variables ?? {}).length > 0)
    return [...this.hosts].map(([name, { line, variables }]): InventoryHost => {
      const { found, groups } = above.of(name)
      const inherited = assigning
        .filter((group) => group === 'all' || found.has(group))
        .map((group) => this.groups.get(group)?.variables ?? {})
      const assigned: Assigned = Object.assign({}, ...inherited, variables)
      return { name, line, groups, variables: this.definedVariables(name, assigned) }
    })
  }

  private definedVariables(host: string, assigned: Assigned): Variables {
    const lookUp = (name: string) => (name === 'inventory_hostname' ? host : assigned[name])
    const defined: Variables = {}
    for (const [key, value] of Object.entries(assigned)) {
      const text = value instanceof Template ? resolveTemplate(value, lookUp) : value
      if (text !== undefined) defined[key] = text
      else if (value instanceof Template) this.unresolved.add(value)
    }
    return defined
  }

  private getOrCreate(name: string): Group {
    const known = this.groups.get(name)
    if (known) return known
    const group = { hosts: new Set<string>(), children: new Set<string>(), variables: {} }
    this.groups.set(name, group)
    return group
  }

  /** Deducts from a limit; false, without deducting, if the rest is too small. */
  private consume(limit: 'mentions' | 'groups' | 'children', amount: number): boolean {
    if (amount > this.budget[limit]) return false
    this.budget[limit] -= amount
    return true
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

/** Ansible's merge order: deeper groups later, groups of equal depth by name. */
function compareDepth(depths: ReadonlyMap<string, number>, a: string, b: string): number {
  return (depths.get(a) ?? 0) - (depths.get(b) ?? 0) || (a < b ? -1 : 1)
}

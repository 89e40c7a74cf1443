/** Parses a YAML inventory as Ansible does (plugins/inventory/yaml.py): groups with hosts, variables and children. */
import { decodeTemplate } from '@/lib/ansible/inventory/encode'
import { type Assigned, type Group, GroupTree } from '@/lib/ansible/inventory/group-tree'
import { parseHostPattern } from '@/lib/ansible/inventory/host-pattern'
import type {
  Assignment,
  InventoryProblem,
  InventoryProblemKind,
  ParsedInventory,
} from '@/lib/ansible/inventory/parse'
import { isTemplate, referencedVariables, Template } from '@/lib/ansible/inventory/template'
import { dereference, type MappingEntry, type YamlNode } from '@/lib/yaml/tree'
import { isNull, scalarText } from './yaml-values'

/** Aliases may repeat a part of the document any number of times. */
const MAX_ENTRIES = 200_000
const SECTIONS = ['hosts', 'vars', 'children']

/** Whether a document is an inventory: a mapping of groups. */
export function isYamlInventory(root: YamlNode): boolean {
  return (
    root.kind === 'mapping' &&
    root.entries.some(({ value }) => {
      const group = dereference(value)
      return group.kind === 'mapping' && SECTIONS.some((section) => group.byKey.has(section))
    })
  )
}

/** @param variableNames names of the variables to parse; those of a nested mapping are `name.key` */
export function parseYamlInventory(root: YamlNode, variableNames: ReadonlySet<string>): ParsedInventory {
  const parser = new YamlInventoryParser(variableNames)
  return parser.parse(root)
}

class YamlInventoryParser {
  private readonly tree = new GroupTree()
  private readonly problems: InventoryProblem[] = []
  private readonly assignments: Assignment[] = []
  private readonly names: string[] = []
  private readonly wanted: Set<string>
  private remaining = MAX_ENTRIES

  constructor(variableNames: ReadonlySet<string>) {
    this.wanted = new Set(variableNames)
  }

  parse(root: YamlNode): ParsedInventory {
    for (const name of findReferences(root)) this.wanted.add(name)
    for (const { key, keyNode, value } of this.entriesOf(root)) {
      if (SECTIONS.includes(key) || !this.isGroup(value)) this.report(keyNode.line, 'key', key)
      else this.parseGroup(key, value, keyNode.line, 0)
    }
    const hosts = this.tree.resolve()
    for (const { line, name } of this.tree.unresolved) this.report(line, 'template', name)
    const problems = this.problems.sort((a, b) => a.line - b.line)
    return { hosts, problems, assignments: this.assignments, groups: this.names }
  }

  private report(line: number, kind: InventoryProblemKind, subject: string): void {
    this.problems.push({ line, kind, subject })
  }

  private isGroup(value: YamlNode): boolean {
    const node = dereference(value)
    return node.kind === 'mapping' || isNull(node)
  }

  private parseGroup(name: string, value: YamlNode, line: number, depth: number): void {
    const group = depth > 100 ? undefined : this.tree.group(name)
    if (!group) {
      this.report(line, 'limit', name)
      return
    }
    if (!this.names.includes(name)) this.names.push(name)
    for (const { key, keyNode, value: section } of this.entriesOf(value)) {
      if (key === 'hosts') this.parseHosts(group, section)
      else if (key === 'vars') this.parseVariables(group.variables, section)
      else if (key === 'children') this.parseChildren(group, section, depth)
      else this.report(keyNode.line, 'key', key)
    }
  }

  private parseHosts(group: Group, section: YamlNode): void {
    for (const { key, keyNode, value } of this.members(section)) {
      const pattern = parseHostPattern(key, this.tree.remainingNames)
      if (!pattern) {
        this.report(keyNode.line, 'range', key)
        continue
      }
      const variables: Assigned = pattern.port === undefined ? {} : { ansible_port: pattern.port }
      this.parseVariables(variables, value)
      if (!this.tree.addHosts(group, pattern.names, variables, keyNode.line))
        this.report(keyNode.line, 'limit', key)
    }
  }

  private parseChildren(group: Group, section: YamlNode, depth: number): void {
    for (const { key, keyNode, value } of this.members(section)) {
      if (!this.isGroup(value)) this.report(keyNode.line, 'key', key)
      else if (!this.tree.addChild(group, key)) this.report(keyNode.line, 'limit', key)
      else this.parseGroup(key, value, keyNode.line, depth + 1)
    }
  }

  /** The entries of `hosts` or `children`. Ansible also accepts a single name; of a list, each item is reported. */
  private members(section: YamlNode): MappingEntry[] {
    const node = dereference(section)
    if (node.kind === 'list')
      for (const item of node.items) this.report(item.line, 'key', item.kind === 'scalar' ? item.text : '')
    if (node.kind !== 'scalar' || isNull(node)) return this.entriesOf(node)
    return [{ key: node.text, keyNode: node, value: { ...node, text: '', style: 'plain' } }]
  }

  private parseVariables(variables: Assigned, section: YamlNode, prefix = ''): void {
    for (const { key, keyNode, value } of this.entriesOf(section)) {
      const name = prefix + key
      const node = dereference(value)
      if (node.kind === 'mapping' && prefix === '') this.parseVariables(variables, node, `${name}.`)
      if (node.kind !== 'scalar' || !this.wanted.has(name)) continue
      if (node.tag.startsWith('!vault')) {
        this.report(keyNode.line, 'encrypted', name)
        variables[name] = undefined
        continue
      }
      const text = scalarText(node)
      const plain = text !== undefined && isTemplate(text) ? decodeTemplate(text) : text
      const isUnknown = text !== undefined && plain === undefined
      variables[name] = isUnknown ? new Template(text, name, keyNode.line) : plain
      this.assignments.push({ line: keyNode.line, name, value: plain })
    }
  }

  /** The entries of a mapping; those of its merge keys (`<<`) first, so that its own override them. */
  private entriesOf(node: YamlNode, depth = 0): MappingEntry[] {
    const mapping = dereference(node)
    if (mapping.kind !== 'mapping') return []
    this.remaining -= mapping.entries.length
    if (this.remaining < 0) return []
    const merged = mapping.entries
      .filter(({ key }) => key === '<<')
      .flatMap(({ value }) => {
        const source = dereference(value)
        const all = source.kind === 'list' ? [...source.items].reverse() : [source]
        return depth > 10 ? [] : all.flatMap((one) => this.entriesOf(one, depth + 1))
      })
    return [...merged, ...mapping.entries.filter(({ key }) => key !== '<<')]
  }
}

/** The variables that templates in the document refer to. */
function findReferences(root: YamlNode): Set<string> {
  const texts: string[] = []
  const visit = (node: YamlNode, depth: number): void => {
    if (depth > 100) return
    if (node.kind === 'scalar' && node.text.includes('{{')) texts.push(node.text)
    if (node.kind === 'list') for (const item of node.items) visit(item, depth + 1)
    if (node.kind === 'mapping') for (const { value } of node.entries) visit(value, depth + 1)
  }
  visit(root, 0)
  return referencedVariables(texts.join('\n'))
}

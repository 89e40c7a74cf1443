/**
 * Parses an INI inventory as Ansible does (plugins/inventory/ini.py): sections, shell words, Python literals, ranges,
 * groups of groups. Where Ansible would reject the whole file, the readable part of the line is used and the line is
 * reported; so are lines that exceed the limits of `GroupTree`, and those that Ansible reads differently than they look.
 */
import { decodeTemplate } from './encode'
import { type Assigned, type Group, GroupTree, type InventoryHost } from './group-tree'
import { parseHostPattern } from './host-pattern'
import { evaluateLiteral } from './python-literal'
import { readShellWords } from './shell-words'
import { isTemplate, referencedVariables, Template } from './template'

/**
 * Why a line is not read as it looks:
 * - `section`: not a section header; `below-section`: an entry below one
 * - `semicolon`: only a line that begins with `;` is a comment
 * - `cut`: `#` within a word starts a comment; `value-comment`: below `[group:vars]`, `#` and `;` belong to the value
 * - `quote`: a quote or a backslash is not terminated
 * - `word`: neither a host at the beginning of a line nor `name=value`; `password`: such a word in a line with a
 *   password, which may contain it; `no-host`: a variable without a host
 * - `range`: an invalid range or port; `limit`: too many hosts, groups or variables
 * - `no-group`: a group without a section
 * - `template`: a value that only Ansible can evaluate
 * - in YAML, `key`: a key that Ansible skips, or refuses; `encrypted`: a value that only the vault password opens
 */
export const INVENTORY_PROBLEMS = [
  'section',
  'below-section',
  'semicolon',
  'cut',
  'value-comment',
  'quote',
  'word',
  'password',
  'no-host',
  'range',
  'limit',
  'no-group',
  'template',
  'key',
  'encrypted',
] as const
export type InventoryProblemKind = (typeof INVENTORY_PROBLEMS)[number]

export interface InventoryProblem {
  /** From 1. */
  line: number
  kind: InventoryProblemKind
  /** The word, group or variable that it is about. Never a value. */
  subject: string
}

export interface Assignment {
  line: number
  name: string
  /** Undefined for `None` and templates. */
  value: string | undefined
}

export interface ParsedInventory {
  hosts: InventoryHost[]
  problems: InventoryProblem[]
  /** The assignments of the variables to parse, of hosts and groups, in the order of the file. */
  assignments: Assignment[]
  /** The groups with a section, in the order of the file. */
  groups: string[]
}

const KINDS = ['hosts', 'vars', 'children'] as const
type Kind = (typeof KINDS)[number]

/** Python's `str.splitlines`. */
const LINE_ENDS = '\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029'
const LINE_END = new RegExp(`\r\n|[${LINE_ENDS}]`)
/** Ansible accepts neither spaces within the brackets nor `;` after them. */
const SECTION = /^\[(\s*)([^:\]\s]+)(?::(\w+))?(\s*)\]\s*(?:([#;]).*)?$/u
const GROUP_NAME = /^([^:\]\s]+)\s*(?:([#;]).*)?$/u
const PREDEFINED = ['all', 'ungrouped']

/**
 * Parses the text of an INI inventory. Never throws.
 * @param variableNames names of the variables to parse; default: all
 */
export function parseInventory(text: string, variableNames?: ReadonlySet<string>): ParsedInventory {
  const parser = new InventoryParser(
    variableNames && new Set([...variableNames, ...referencedVariables(text)]),
  )
  splitLines(text).forEach((line, index) => {
    parser.parseLine(line.trim(), index + 1)
  })
  return parser.result()
}

/** The lines of a text as Python and Ansible split it, without a byte order mark. */
export function splitLines(text: string): string[] {
  return text.replace(/^\ufeff/, '').split(LINE_END)
}

class InventoryParser {
  private readonly tree = new GroupTree()
  private readonly problems: InventoryProblem[] = []
  private readonly assignments: Assignment[] = []
  private readonly declared = new Set<string>()
  /** Groups that are used, by the line that names them first. */
  private readonly used = new Map<string, number>()
  private group: Group = this.tree.ungrouped
  private kind: Kind | 'unknown' = 'hosts'
  private line = 0

  constructor(private readonly variableNames: ReadonlySet<string> | undefined) {}

  parseLine(line: string, number: number): void {
    this.line = number
    if (line === '' || line.startsWith('#') || line.startsWith(';')) return
    const section = SECTION.exec(line)
    if (section) this.openSection(section)
    else if (line.startsWith('[') && line.endsWith(']')) this.openUnknown(line)
    else this.parseEntry(line)
  }

  result(): ParsedInventory {
    const hosts = this.tree.resolve()
    for (const [name, line] of this.used)
      if (!this.declared.has(name) && !PREDEFINED.includes(name))
        this.problems.push({ line, kind: 'no-group', subject: name })
    for (const { line, name } of this.tree.unresolved)
      this.problems.push({ line, kind: 'template', subject: name })
    const problems = this.problems.sort((a, b) => a.line - b.line)
    return { hosts, problems, assignments: this.assignments, groups: [...this.declared] }
  }

  private report(kind: InventoryProblemKind, subject = ''): void {
    this.problems.push({ line: this.line, kind, subject })
  }

  private openSection([all, before, name = '', kind = 'hosts', after, comment]: RegExpExecArray): void {
    const known = KINDS.find((one) => one === kind)
    const group = this.tree.group(name)
    if (!known || !group) {
      this.openUnknown(all, group ? 'section' : 'limit')
      return
    }
    this.group = group
    this.kind = known
    if (known === 'vars') this.use(name)
    else this.declared.add(name)
    if (before || after) this.report('section', name)
    else if (comment === ';') this.report('semicolon')
  }

  private openUnknown(line: string, kind: 'section' | 'limit' = 'section'): void {
    this.kind = 'unknown'
    this.report(kind, line.slice(0, 80))
  }

  private use(group: string): void {
    if (!this.used.has(group)) this.used.set(group, this.line)
  }

  private parseEntry(line: string): void {
    switch (this.kind) {
      case 'hosts':
        this.parseHost(line)
        break
      case 'vars':
        this.parseGroupVariable(line)
        break
      case 'children':
        this.parseChild(line)
        break
      case 'unknown':
        this.report('below-section')
    }
  }

  private parseChild(line: string): void {
    const [, name, comment] = GROUP_NAME.exec(line) ?? []
    if (name === undefined) {
      this.report('word', line.split(/\s/)[0])
      return
    }
    if (comment === ';') this.report('semicolon')
    this.use(name)
    if (!this.tree.addChild(this.group, name)) this.report('limit')
  }

  private parseHost(line: string): void {
    const { words, end } = readShellWords(line)
    const semicolon = words.findIndex((word, index) => index > 0 && word.startsWith(';'))
    const [first, ...rest] = semicolon < 0 ? words : words.slice(0, semicolon)
    if (semicolon >= 0) this.report('semicolon')
    else if (end === 'quote' || end === 'cut') this.report(end)
    if (first === undefined) return
    if (first.includes('=')) {
      this.report('no-host', first.slice(0, first.indexOf('=')))
      return
    }
    const pattern = parseHostPattern(first, this.tree.remainingNames)
    if (!pattern) {
      this.report('range')
      return
    }
    const variables: Assigned = pattern.port === undefined ? {} : { ansible_port: pattern.port }
    const cut = end === 'cut' && semicolon < 0 ? rest.at(-1) : undefined
    const unknown = rest.filter((word) => !this.assignWord(variables, word, word === cut))
    // The word may be a part of a password, which nothing may show.
    const hasPassword = rest.some((word) => /pass\w*[=:]/.test(word))
    for (const word of unknown) this.report(hasPassword ? 'password' : 'word', hasPassword ? '' : word)
    const isIncomplete = unknown.length > 0 || end === 'quote'
    // The first word of a sentence is no host.
    const isHost = Object.keys(variables).length > 0 || pattern.names.some((name) => this.tree.hasHost(name))
    if (isIncomplete && !isHost) return
    if (!this.tree.addHosts(this.group, pattern.names, variables, this.line)) this.report('limit')
  }

  /** Parses `name=value` of a host line. False if it is not one. */
  private assignWord(variables: Assigned, word: string, isCut: boolean): boolean {
    const at = word.indexOf('=')
    if (at < 0) return false
    const name = word.slice(0, at)
    // A password without its end would lock the account.
    if (isCut && /pass/.test(name)) return true
    if (word.endsWith(';') && !/pass/.test(name) && this.isWanted(name)) this.report('semicolon')
    this.assign(variables, name, word.slice(at + 1))
    return true
  }

  /** Parses `name = value` below `[group:vars]`. */
  private parseGroupVariable(line: string): void {
    const at = line.indexOf('=')
    if (at < 0) {
      this.report('word', line.split(/\s/)[0])
      return
    }
    const name = line.slice(0, at).trim()
    const value = line.slice(at + 1).trim()
    const comment = !/^['"]/.test(value) && /\s[#;]/.test(value)
    if (comment && evaluateLiteral(value) === value && this.isWanted(name)) this.report('value-comment', name)
    this.assign(this.group.variables, name, value)
  }

  private isWanted(name: string): boolean {
    return this.variableNames === undefined || this.variableNames.has(name)
  }

  private assign(variables: Assigned, name: string, text: string): void {
    if (!this.isWanted(name)) return
    const read = evaluateLiteral(text)
    const plain = read !== undefined && isTemplate(read) ? decodeTemplate(read) : read
    const isUnknown = read !== undefined && plain === undefined
    variables[name] = isUnknown ? new Template(read, name, this.line) : plain
    this.assignments.push({ line: this.line, name, value: plain })
  }
}

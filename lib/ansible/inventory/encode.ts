/**
 * Encodes text for an INI inventory so that Ansible reads it back unchanged.
 *
 * Ansible passes a host line through Python's `splitlines()`, `shlex.split(comments=True)` and `ast.literal_eval`
 * (plugins/inventory/ini.py), and a value with `{{`, `{%` or `{#` through Jinja. Text that none of them would change is
 * written plain; other text as an ASCII Python string: `'u"…"'` on a host line, `u"…"` under `:vars`.
 *
 * Passwords meet two more pitfalls, which depend on Ansible's version. The version is unknown in advance (the installer
 * brings "2.4 or later"), so the value is a template that checks it; tested on 2.4 to 2.18 and on devel:
 * - a value that starts and ends with the same quote loses that pair (`unquote` in config/manager.py) on 2.10 to 2.14
 *   as ssh password and on 2.9 to 2.14 as become password: these versions get an additional pair;
 * - 2.5 to 2.9 template an ssh password again under its other name: see `sshPasswordVariables`.
 */

/** A host line, or a line below `[group:vars]`, which is not split into shell words. */
export type LineKind = 'host' | 'vars'
export type PasswordUse = 'ssh' | 'become'

/** Longest password that the prompts of OpenSSH and sudo accept, in bytes of UTF-8; they truncate a longer one silently. */
export const MAX_PASSWORD_BYTES = 1023

/**
 * Why ssh and sudo cannot receive a password: `secret-not-carried` if it is not a single line of valid UTF-8, `too-long`
 * if they would truncate it.
 */
export function findPasswordProblem(secret: string): undefined | 'secret-not-carried' | 'too-long' {
  if (/[\n\r\0]|\p{Surrogate}/u.test(secret)) return 'secret-not-carried'
  return new TextEncoder().encode(secret).length > MAX_PASSWORD_BYTES ? 'too-long' : undefined
}

/** Encodes the value after `key=`. The result is never empty: an empty text is encoded as `''`. */
export function encodeValue(text: string, where: LineKind): string {
  if (isPlain(text)) return text
  return toPythonString(encodeVariable(text), where)
}

/** Encodes the value after `ansible_ssh_pass=` or `ansible_become_pass=`. Requires that `findPasswordProblem` is undefined. */
export function encodePassword(secret: string, use: PasswordUse, where: LineKind): string {
  return isQuoted(secret)
    ? toPythonString(encodePasswordVariable(secret, use), where)
    : encodeValue(secret, where)
}

/** The text of a password as a variable in a YAML inventory, which has no quoting of its own. */
export function encodePasswordVariable(secret: string, use: PasswordUse): string {
  if (!isQuoted(secret)) return encodeVariable(secret)
  const pair = `('%c' % ${secret.charCodeAt(0)} if ${UNQUOTES[use]} else '')`
  return `{{ (${pair} ~ (${toJinjaExpression(secret)}) ~ ${pair})|string }}`
}

const isQuoted = (secret: string) => /^(['"]).*\1$/su.test(secret)

/**
 * The variables that carry an ssh password, encoded. A password that looks like a template is assigned to both variable
 * names: Ansible 2.5 to 2.9 would otherwise assign the decoded password to the missing one (`update_vars` in
 * playbook/play_context.py) and then fail to template it.
 */
export function sshPasswordVariables(secret: string, where: LineKind): [name: string, value: string][] {
  const value = encodePassword(secret, 'ssh', where)
  return sshPasswordNames(secret).map((name) => [name, value])
}

export function sshPasswordNames(secret: string): string[] {
  return isTemplate(secret) ? ['ansible_ssh_pass', 'ansible_password'] : ['ansible_ssh_pass']
}

/** Jinja conditions: true on the versions of Ansible that remove a pair of quotes; false if the version is unknown. */
const UNQUOTES: Record<PasswordUse, string> = {
  ssh: '(ansible_version|default({})).minor|default(0) in [10, 11, 12, 13, 14]',
  become: '(ansible_version|default({})).minor|default(0) in [9, 10, 11, 12, 13, 14]',
}

/**
 * A text as the value of a variable, in a file of variables: Ansible evaluates the values there as Jinja templates, so
 * that `{{ lookup('pipe', 'id') }}` would run a command. The result is evaluated to the text itself.
 */
export function encodeVariable(text: string): string {
  return isTemplate(text) ? `{{ (${toJinjaExpression(text)})|string }}` : text
}

function isTemplate(text: string): boolean {
  return /\{[{%#]/.test(text)
}

/**
 * Whether neither shlex nor literal_eval (of any Python) changes the text: it starts like a name, a path or an address,
 * which are not Python literals, and contains no Python constant.
 */
function isPlain(text: string): boolean {
  if (!/^[A-Za-z0-9@%+:,./_-]+$/.test(text) || /\b(True|False|None)\b/.test(text)) return false
  return /^[A-Za-z_/]|^\d+(\.\d+){2,}$|:/.test(text)
}

/** An ASCII-only Python string. Quotes become `\x27` and `\x22`, which do not interfere with surrounding shell quotes. */
function toPythonString(text: string, where: LineKind): string {
  const characters = [...text].map((character) =>
    /[ !$-&(-[\]-~]/.test(character) ? character : escapeCharacter(character),
  )
  const literal = `u"${characters.join('')}"`
  return where === 'host' ? `'${literal}'` : literal
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`
  return `\\U${code.toString(16).padStart(8, '0')}`
}

/** Characters with a special meaning to Jinja or Ansible inside a string, and Python's line separators. */
const JINJA_SPECIAL = new Set('{}#\'"\\\v\f\u001c\u001d\u001e\u0085\u2028\u2029')

/**
 * A Jinja expression whose value is the text. Special characters of Jinja, Ansible (which doubles backslashes) and
 * Jinja 2 (which normalizes line breaks to `\n`) become numbers: `'a%cb' % (123,)` is `a{b`. A single expression with the
 * filter `string` also prevents Ansible from parsing `["{{"]` as a list.
 */
function toJinjaExpression(text: string): string {
  const numbers: string[] = []
  let unicode = false
  const format = [...text].map((character) => {
    if (character === '%') return '%%'
    if (!JINJA_SPECIAL.has(character)) return character
    const code = character.charCodeAt(0)
    unicode ||= code > 0x7e
    numbers.push(String(code))
    return '%c'
  })
  // Python 2 accepts a number beyond ASCII only in a format that already contains non-ASCII text.
  return unicode
    ? `'%.0s${format.join('')}' % (${["'\u00b7'", ...numbers].join(', ')},)`
    : `'${format.join('')}' % (${numbers.join(', ')},)`
}

/** `'%c' % 39 if … else ''`, the additional pair of quotes; the format and its numbers follow. */
const QUOTE_PAIR = /^\{\{ \(\('%c' % \d+ if [^']*? else ''\) ~ /u
const FORMAT = /'(?:%\.0s)?((?:[^'%]|%%|%c)*)' % \((?:'\u00b7', )?([\d, ]+),\)/u

/**
 * Decodes a template that `encodeValue` or `encodePassword` wrote, so that an inventory written by Taskbox can be imported.
 * Undefined for any other template.
 */
export function decodeTemplate(template: string): string | undefined {
  const [, format = '', numbers = ''] = FORMAT.exec(template.replace(QUOTE_PAIR, '')) ?? []
  const codes = numbers.split(', ').map(Number).values()
  const text = format.replace(/%[%c]/g, (mark) =>
    mark === '%%' ? '%' : String.fromCharCode(codes.next().value ?? 0),
  )
  return encodesTo(text, template) ? text : undefined
}

/** Whether the text, as a value or a password, would be encoded as this template. */
function encodesTo(text: string, template: string): boolean {
  const ascii = template.replace(/[^ !$-&(-[\]-~]/gu, '')
  const encoded = [
    encodeValue(text, 'vars'),
    encodePassword(text, 'ssh', 'vars'),
    encodePassword(text, 'become', 'vars'),
  ]
  return encoded.some((value) => value.replace(/^u"|"$|\\(x..|u.{4}|U.{8})/g, '') === ascii)
}

/**
 * How a text is written into an INI inventory so that Ansible reads it back unchanged.
 *
 * A host line goes through Python's `splitlines()`, `shlex.split(comments=True)` and `ast.literal_eval`
 * (Ansible's plugins/inventory/ini.py), and a value with `{{`, `{%` or `{#` through Jinja. So a text is written plain
 * where none of them would touch it, else as a Python string of ASCII: `'u"…"'` on a host line, `u"…"` under `:vars`.
 *
 * A password may meet two traps more, which depend on Ansible's version. Nobody knows that version beforehand (the
 * installer brings "2.4 or later"), so the value asks for it itself; tried on 2.4 to 2.18 and on devel:
 * - a value that starts and ends with the same quote loses that pair (`unquote` in config/manager.py) on 2.10 to 2.14
 *   as ssh password and on 2.9 to 2.14 as become password: a further pair stands around it there;
 * - 2.5 to 2.9 template an ssh password again under its other name: see `sshPassword`.
 */

/** A host's own line, or a line below `[group:vars]`, which is not split by the shell's rules. */
export type LineKind = 'host' | 'vars'
export type PasswordUse = 'ssh' | 'become'

/** Longest password that OpenSSH's and sudo's prompts take, in bytes of UTF-8; more is cut off silently. */
export const MAX_PASSWORD_BYTES = 1023

/** Why a password can never arrive. `secret-not-carried`: ssh and sudo read one line of UTF-8; `too-long`: they read no more. */
export function findPasswordProblem(secret: string): undefined | 'secret-not-carried' | 'too-long' {
  if (/[\n\r\0]|\p{Surrogate}/u.test(secret)) return 'secret-not-carried'
  return new TextEncoder().encode(secret).length > MAX_PASSWORD_BYTES ? 'too-long' : undefined
}

/** A value as it is written behind `key=`. It is never empty; an empty text is `''` to Ansible as well. */
export function encodeValue(text: string, where: LineKind): string {
  if (isPlain(text)) return text
  return toPythonString(encodeVariable(text), where)
}

/** A password as it is written behind `ansible_ssh_pass=` or `ansible_become_pass=`. Only for one without `refusal`. */
export function encodePassword(secret: string, use: PasswordUse, where: LineKind): string {
  const quote = /^(['"]).*\1$/su.exec(secret)?.[1]
  if (!quote) return encodeValue(secret, where)
  const pair = `('%c' % ${quote.charCodeAt(0)} if ${UNQUOTES[use]} else '')`
  return toPythonString(`{{ (${pair} ~ (${toJinjaExpression(secret)}) ~ ${pair})|string }}`, where)
}

/**
 * The variables that carry an ssh password, encoded. One that looks like a template goes under both of its names:
 * Ansible 2.5 to 2.9 would otherwise give the missing name the decoded password (`update_vars` in
 * playbook/play_context.py) and then fail to template that.
 */
export function sshPasswordVariables(secret: string, where: LineKind): [name: string, value: string][] {
  const value = encodePassword(secret, 'ssh', where)
  const names = isTemplate(secret) ? ['ansible_ssh_pass', 'ansible_password'] : ['ansible_ssh_pass']
  return names.map((name) => [name, value])
}

/** True under the versions of Ansible that take a pair of quotes off; false where the version is not known. */
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
 * Whether neither shlex nor literal_eval (of any Python) changes the text: it starts like a name, a path or an
 * address, which are no Python literals, and names none of Python's constants.
 */
function isPlain(text: string): boolean {
  if (!/^[A-Za-z0-9@%+:,./_-]+$/.test(text) || /\b(True|False|None)\b/.test(text)) return false
  return /^[A-Za-z_/]|^\d+(\.\d+){2,}$|:/.test(text)
}

/** A Python string of ASCII only. `\x27` and `\x22` for quotes leave the shell's quotes around it alone. */
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

/** What has a meaning to Jinja or Ansible inside a string, and all that Python takes for the end of a line. */
const JINJA_SPECIAL = new Set('{}#\'"\\\v\f\u001c\u001d\u001e\u0085\u2028\u2029')

/**
 * A Jinja expression whose value is the text. What Jinja, Ansible (which doubles backslashes) or Jinja 2 (which makes
 * every line break `\n`) would read stands as a number: `'a%cb' % (123,)` is `a{b`. One expression by itself, with the
 * filter `string`, is also what keeps Ansible from reading `["{{"]` as a list.
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
  // Under Python 2 only a format that met a non-ASCII text takes a number beyond ASCII.
  return unicode
    ? `'%.0s${format.join('')}' % (${["'\u00b7'", ...numbers].join(', ')},)`
    : `'${format.join('')}' % (${numbers.join(', ')},)`
}

/** Texts that a program might interpret. A program that executes one of them creates the file CANARY. */
export const CANARY = '/tmp/taskbox-canary'

const TOUCH = `touch ${CANARY}`

export const HOSTILE: Readonly<Record<string, string>> = {
  'a command in a shell': `$(${TOUCH})`,
  'a command in backticks': `\`${TOUCH}\``,
  'a command behind a semicolon': `x; ${TOUCH} #`,
  'a command behind quotes': `'; ${TOUCH}; '"; ${TOUCH}; "`,
  'a command on a line of its own': `x\n${TOUCH}\n`,
  'a command in a pipe': `x | ${TOUCH} && ${TOUCH} &`,
  'an option': `-oProxyCommand=${TOUCH}`,
  'a template of Jinja': `{{ lookup('pipe', '${TOUCH}') }}`,
  'a statement of Jinja': `{% set x = lookup('pipe', '${TOUCH}') %}`,
  'a section of INI': `x\n[all:vars]\nansible_ssh_common_args='-oProxyCommand=${TOUCH}'\n`,
  'a comment of INI': 'x ; y # z',
  'a tag of YAML': `!!python/object/apply:os.system ["${TOUCH}"]`,
  'aliases of YAML': '&a [*a, *a]',
  'an end of YAML': 'x\'\n...\n---\ny: "',
  'a reference of a cluster file': `\${file:/etc/shadow}\${env:HOME}`,
  'a script in HTML': '"><script>window.canary=1</script><img src=x onerror=window.canary=1>',
  'an address of a script': 'javascript:window.canary=1',
  'a message with places': '{name, plural, other {#}} <b>{0}</b> %s',
  'a path out of its folder': '../../../../../../tmp/taskbox-canary',
  'a path with a NUL': `/tmp\u0000${CANARY}`,
  'control characters': '\u0001\u0007\b\u001b]0;title\u0007\u001b[2J\u007f\u0085',
  'text from right to left': '\u202Egnp.exe\u202C \u200F\u2066x\u2069',
  'ends of lines of every kind': 'a\rb\r\nc\u2028d\u2029e',
  'halves of characters': '\ud800x\udfff',
  'names of objects': '__proto__',
  'all of Unicode': 'é密码😀\ufeff',
}

/** Longer than any field allows. */
export const MEBIBYTE = 'x'.repeat(1024 * 1024)

/** The commands in remedies are valid shell, in both languages. Prose does not mark them: each starts with the name of a program. */
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import checks from '@/lib/messages/en/checks.json'
import signatures from '@/lib/messages/en/signatures.json'
import chineseChecks from '@/lib/messages/zh-CN/checks.json'
import chineseSignatures from '@/lib/messages/zh-CN/signatures.json'

const PROGRAMS = [
  ...[
    'apt-get',
    'yum',
    'dnf',
    'pip',
    'umount',
    'ansible-galaxy',
    'ansible-inventory',
    'systemctl',
    'journalctl',
  ],
  ...[
    'service',
    'ssh-keygen',
    'ssh-keyscan',
    'getent',
    'curl',
    'modprobe',
    'sysctl',
    'swapoff',
    'mount',
    'chmod',
  ],
  ...[
    'chown',
    'kubectl',
    'kubeadm',
    'crictl',
    'docker',
    'nerdctl',
    'helm',
    'etcdctl',
    'ss',
    'ps',
    'ip',
    'df',
    'ln',
  ],
  ...[
    'usermod',
    'visudo',
    'git',
    'grep',
    'cat',
    'export',
    'timedatectl',
    'hostnamectl',
    'grubby',
    'ufw',
    'ulimit',
  ],
].join('|')

/** Words of prose after a command. */
const PROSE =
  'and|or|on|in|to|for|with|if|then|shows|under|of|from|as|is|it|names|also|which|first|against|after|before|finds?|at'

/** A command ends with the sentence, a bracket that it did not open, a word of prose or a tag. */
const COMMAND = new RegExp(
  String.raw`(?<![\w./-])(?:${PROGRAMS}) (?:"[^"]*"|'[^']*'|["']|\$\([^)]*\)|[\w./:=@%+*>~^|!-]|[,;](?=\S)| (?=[\w./"'|~>$-])(?!(?:${PROSE})\b))+`,
  'g',
)

/** All texts named `remedy`, in any depth. */
function remediesOf(messages: object): string[] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? (key === 'remedy' ? [value] : []) : remediesOf(Object(value)),
  )
}

/** The text as it is shown, with a word for each argument. */
const rendered = (text: string): string =>
  text
    .replaceAll("''", "'")
    .replace(/<\/?\w+>/g, '\n')
    .replace(/\{\w+\}/g, 'WORD')

const commandsIn = (text: string): string[] =>
  [...rendered(text).matchAll(COMMAND)].map(([command]) => command.replace(/[.:,;](?: .*)?$/, '').trim())

describe.each([
  ['en', { ...checks, ...signatures }],
  ['zh-CN', { ...chineseChecks, ...chineseSignatures }],
] as const)('the commands of remedies in %s', (_, messages) => {
  const commands = [...new Set(remediesOf(messages).flatMap(commandsIn))]
  it('are found', () => {
    expect(commands).toContain("curl -IL --max-time 20 'WORD'")
    expect(commands).toContain('ps -ef | grep -E "yum|apt"')
    expect(commands.length).toBeGreaterThan(100)
  })
  it('are valid shell', () => {
    const broken = commands.filter((command) => {
      try {
        execFileSync('sh', ['-n', '-c', command], { stdio: 'pipe' })
        return false
      } catch {
        return true
      }
    })
    expect(broken).toEqual([])
  })
  it('have no pipe that became a word', () => {
    expect(remediesOf(messages).filter((text) => /grep -E \\?"?\w+"? (?:or|或) /.test(text))).toEqual([])
  })
})

import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { wrapForLoginShell } from '@/server/machine/login-shell'
import { type ForeignShell, foreignShell } from './shells'

const DOWNLOAD_MS = 180_000
const SPECIAL_CHARACTERS = String.raw`printf '%s|' "a'b" 'c"d' "e!f !! !$" 'g\h\\i' '$HOME' '$(id)' '%s %%' "line
break" 'é 中文' '[]{}*?~#&;<>^|' -n --; cat; exit 7`
const EXPECTED_OUTPUT = String.raw`a'b|c"d|e!f !! !$|g\h\\i|$HOME|$(id)|%s %%|line
break|é 中文|[]{}*?~#&;<>^||-n|--|input`

const run = (program: string, before: string[], command: string, libraries = '') =>
  execa(program, [...before, '-c', wrapForLoginShell(command)], {
    input: 'input',
    reject: false,
    env: libraries ? { LD_LIBRARY_PATH: libraries } : {},
  })

describe('a command wrapped for a login shell', () => {
  it.each([
    ['sh', []],
    ['bash', []],
    ['dash', []],
    ['busybox', ['ash']],
  ])('arrives unchanged through %s', async (program, before) => {
    expect(await run(program, before, SPECIAL_CHARACTERS)).toMatchObject({
      exitCode: 7,
      stdout: EXPECTED_OUTPUT,
      stderr: '',
    })
  })

  it.each<ForeignShell>(['csh', 'tcsh', 'fish', 'zsh'])(
    'passes unchanged through %s at any length',
    async (name) => {
      const { program, libraries } = await foreignShell(name)
      const long = `x=${'y'.repeat(30_000)}; echo "\${#x} $#"; ${SPECIAL_CHARACTERS}`
      expect(await run(program, [], SPECIAL_CHARACTERS, libraries)).toMatchObject({
        exitCode: 7,
        stdout: EXPECTED_OUTPUT,
      })
      expect(await run(program, [], long, libraries)).toMatchObject({ stdout: `30000 0\n${EXPECTED_OUTPUT}` })
    },
    DOWNLOAD_MS,
  )

  it('replaces the shell, so that its process id is the session id', async () => {
    const running = run('bash', [], 'echo $$')
    expect((await running).stdout).toBe(String(running.pid))
  })
})

import { describe, expect, it } from 'vitest'
import { expectedPrompts, expectedPromptsOf2 } from '@/lib/installers/kubesphere/expected-prompts'

const MENU = 'https://kubesphere.io/               2018-12-08\n####\nPlease input an option: '
const STORAGE = 'Have you configured storage parameters in conf/vars.yml yet?  (yes/no) '
const SSH =
  'Password-less SSH communication is necessary，have you configured yet? \nIf not，it will be created automatically. (yes/no) '

const findPrompt = (text: string) => expectedPrompts('multi-node').find(({ pattern }) => pattern.test(text))

describe('the prompts of install.sh', () => {
  it('match the end of the output', () => {
    expect(findPrompt(MENU)).toMatchObject({ id: 'menu', answer: '2' })
    expect(findPrompt(STORAGE)).toMatchObject({ id: 'storage', answer: 'yes' })
    expect(findPrompt(SSH)).toMatchObject({ id: 'ssh' })
  })

  it('select the mode in the menu', () => {
    expect(expectedPrompts('all-in-one')[0]?.answer).toBe('1')
  })

  it('of 2.x match the end of the list of requirements', () => {
    const text =
      'see NetWorkAccess.md\n\nPlease ensure that your environment has met the above requirements  (yes/no) '
    const prompts = expectedPromptsOf2('multi-node')
    expect(prompts.find(({ pattern }) => pattern.test(text))).toMatchObject({ answer: 'yes' })
    expect(prompts.find(({ pattern }) => pattern.test(`${text}yes\n`))).toBeUndefined()
  })

  it.each(['\n', ' \n', '\n\n'])('match if they end with %j', (end) => {
    for (const text of [MENU, STORAGE, SSH]) expect(findPrompt(text.trimEnd() + end), text).toBeDefined()
    expect(findPrompt(`${MENU.trimEnd()}${end}2\n`)).toBeUndefined()
  })

  it('no longer match once the answer is echoed', () => {
    expect(findPrompt(`${MENU}2\n`)).toBeUndefined()
    expect(findPrompt(`${STORAGE}yes\nChecking`)).toBeUndefined()
  })
})

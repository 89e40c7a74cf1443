import { describe, expect, it } from 'vitest'
import { detectPrompt } from '@/lib/installers/kubesphere/detect-prompt'
import { expectedPrompts } from '@/lib/installers/kubesphere/expected-prompts'

const MENU = 'https://kubesphere.io/               2018-12-08\n####\nPlease input an option: '
const STORAGE = 'Have you configured storage parameters in conf/vars.yml yet?  (yes/no) '
const SSH =
  'Password-less SSH communication is necessary，have you configured yet? \nIf not，it will be created automatically. (yes/no) '

const asked = (text: string) => expectedPrompts('multi-node').find(({ pattern }) => pattern.test(text))

describe('the questions of install.sh', () => {
  it('are known by what stands at the end', () => {
    expect(asked(MENU)).toMatchObject({ id: 'menu', answer: '2' })
    expect(asked(STORAGE)).toMatchObject({ id: 'storage', answer: 'yes' })
    expect(asked(SSH)).toMatchObject({ id: 'ssh' })
  })

  it('choose the mode in the menu', () => {
    expect(expectedPrompts('all-in-one')[0]?.answer).toBe('1')
  })

  it('are over once their answer was echoed', () => {
    expect(asked(`${MENU}2\n`)).toBeUndefined()
    expect(asked(`${STORAGE}yes\nChecking`)).toBeUndefined()
  })
})

describe('an unknown question', () => {
  it.each([
    'Which mirror shall be used? ',
    'Enter the license key: ',
    'Continue [y/N] ',
    'Press any key to go on',
    'Proceed (yes/no) ',
  ])('is seen in %j', (line) => {
    expect(detectPrompt(`something before\n${line}`)).toBe(line.trim())
  })

  it.each([
    '',
    'a line that ended?\n',
    'TASK [etcd : Check] ',
    'ok: [node1]',
    'fatal: [node1]: FAILED! => (item=x)',
    'FAILED - RETRYING: Wait (3 retries left).',
    'downloading the images',
  ])('is not seen in %j', (text) => {
    expect(detectPrompt(text)).toBeUndefined()
  })
})

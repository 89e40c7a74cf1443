import { expect, it } from 'vitest'
import { suggestAnswers } from '@/lib/run/suggest-answers'

const MENU = `################
*   1) All-in-one
*   2) Multi-node
*   3) Quit
################
https://example.org/           2018-12-08
Please input an option: `

it.each([
  ['Continue? (yes/no) ', ['yes', 'no']],
  ['Have you read the notes?  (yes/no) \n', ['yes', 'no']],
  ['Do you want to continue? [Y/n] ', ['y', 'n']],
  ['Proceed [y/N]:', ['y', 'n']],
  ['Is this ok [y/d/N]: ', ['y', 'd', 'n']],
  ['Overwrite, yes/no?', ['yes', 'no']],
  ['是否继续安装？(是/否) ', ['是', '否']],
  ['请确认（yes/no）：', ['yes', 'no']],
  ['Are you sure you want to continue connecting (yes/no/[fingerprint])? ', ['yes', 'no']],
  ['Network plugin [calico|flannel]: ', ['calico', 'flannel']],
  ["Type 'yes' to reset your cluster. [No]: ", ['yes']],
  ['输入“yes”继续：', ['yes']],
  [MENU, ['1', '2', '3']],
  ['1、安装\n2、卸载\n请选择：', ['1', '2']],
  ['[0] exit\n[1] go on\n#? ', ['0', '1']],
  ['Press [Enter] to continue', ['']],
  ['Press any key to continue . . .', ['']],
  ['按回车键继续', ['']],
])('offers the answers of %j', (text, answers) => {
  expect(suggestAnswers(text)).toEqual(answers)
})

it.each([
  'Password: ',
  'Which disk? [sda]: ',
  'Fetching layer (3/20) ',
  'Log of 2018/12/08 (2018/12/08): ',
  'Edit (/etc/hosts) now: ',
  'See http://example.org/a/b for more: ',
  '10.1.2.3 is in use. New address: ',
  'Step 1. Download\nName: ',
  '',
])('offers nothing for %j', (text) => {
  expect(suggestAnswers(text)).toEqual([])
})

it('prefers the choices of the prompt to a menu above it', () => {
  expect(suggestAnswers(`${MENU}2\nAre you sure? (yes/no) `)).toEqual(['yes', 'no'])
})

it('offers the last of two menus', () => {
  expect(suggestAnswers('1) a\n2) b\nOption: 1\n1) c\n2) d\n3) e\nOption: ')).toEqual(['1', '2', '3'])
})

import { describe, expect, it } from 'vitest'
import { detectPrompt } from '@/lib/run/detect-prompt'

describe('an unknown prompt', () => {
  it.each([
    'Which mirror shall be used? ',
    'Enter the license key: ',
    'Continue [y/N] ',
    'Press any key to go on',
    'Proceed (yes/no) ',
    '请输入许可证密钥：',
    '是否继续？',
  ])('is detected in %j', (line) => {
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
  ])('is not detected in %j', (text) => {
    expect(detectPrompt(text)).toBeUndefined()
  })
})

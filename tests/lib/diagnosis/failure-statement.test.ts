/** What installers and pipelines print after a clean recap. */
import { describe, expect, it } from 'vitest'
import { parseFailureStatement } from '@/lib/diagnosis/failure-statement'

describe('a line after the recap', () => {
  it.each([
    ...[
      'Installation failed',
      'failed!',
      'FAIL',
      'Aborting.',
      'Installation error',
      'installation unsuccessful',
    ],
    ...['安装失败！', 'KubeSphere 安装失败，请查看日志', '任务失败 (2/3)', '安装未成功', '安装异常退出'],
    ...["##[error]Bash exited with code '2'.", 'exit status 1', 'Command exited with non-zero status 4'],
    ...['rc=2', 'return code: 1', 'make: *** [install] Error 2', 'Finished: FAILURE', 'failures: 1'],
    ...['task devops status is error (2/4)', 'logging            [ FAIL ]', 'Installation: NOT OK'],
    ...['Error executing playbook', 'E: install.sh terminated with errors', 'Killed'],
    ...['Segmentation fault (core dumped)', 'Error response from daemon: no such container'],
  ])('states a failure: %s', (line) => {
    expect(parseFailureStatement(line)).toBeDefined()
  })
  it.each([
    ...['exit 0', 'failed=0', 'failures: 0', 'Errors: 0, failed: 0', 'Process completed with exit code 0'],
    ...['Restart policy: on-failure', 'see https://example.net/install-failed', 'created role failover'],
    ...['How to debug failed pods: kubectl logs', 'If the installation failed, see the FAQ'],
    ...[
      '如果安装失败，请查看 FAQ',
      '常见失败原因: https://example.net/faq',
      '安装成功',
      'completed with 0 errors',
    ],
    ...['Alert rule NodeFailed created', 'failure_threshold: 3', '[WARNING]: retrying in 5 s'],
  ])('states none: %s', (line) => {
    expect(parseFailureStatement(line)).toBeUndefined()
  })
})

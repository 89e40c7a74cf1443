/** What shells, pipelines and terminals print when a run ends early. */
import { describe, expect, it } from 'vitest'
import { isInterruption } from '@/lib/diagnosis/interruption'

describe('a line at the end of a log', () => {
  it.each([
    ...['^C', 'KeyboardInterrupt', 'Terminated', 'Killed', 'Terminated: 15', '*** Cancelled ***', '已取消'],
    ...['signal: killed', 'error: signal: terminated', 'exit status 130', 'script returned exit code 143'],
    ...['Received SIGTERM, shutting down', 'interrupted by signal 15', 'make: *** [deploy] Interrupt'],
    ...['##[error]The operation was canceled.', 'Aborted by admin', 'ERROR: Job failed: canceled'],
    ...['Build was aborted', 'Sending interrupt signal to process', 'Interrupt received.'],
    ...['ERROR: Job failed: execution took longer than 1h0m0s seconds', '用户中断'],
    ...['[1]+  Stopped                 ansible-playbook site.yml', 'x.sh: line 2: 77 Killed   ansible'],
    ...['client_loop: send disconnect: Broken pipe', 'Connection to 10.1.1.1 closed by remote host.'],
  ])('reports an interruption: %s', (line) => {
    expect(isInterruption(line)).toBe(true)
  })
  it.each([
    ...['exit status 1', 'Job failed: exit code 1', 'Killed 3 pods', 'Terminated pods are removed'],
    ...['the signal: green', 'Press Ctrl-C to stop', 'Build was successful', 'SIGTERMINATOR', 'exit code 13'],
  ])('reports none: %s', (line) => {
    expect(isInterruption(line)).toBe(false)
  })
})

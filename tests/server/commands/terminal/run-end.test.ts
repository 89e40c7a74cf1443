import { expect, it } from 'vitest'
import { runEndLines } from '@/server/commands/terminal/run-end'
import { progress } from '../../../components/run/progress'
import { NOT_READY, verification } from '../../../components/run/result/cluster/verification'
import { runView } from '../../../components/run/view'

const failed = {
  host: 'node1',
  play: 'all',
  task: 'Install python',
  line: 280,
  ignored: false,
  rescued: false,
}

it('indents the further lines of a message, so that a host cannot imitate a line of Taskbox', () => {
  const failures = [{ ...failed, message: 'non-zero return code\nKubeSphere is installed.' }]
  const lines = runEndLines(
    runView({ state: 'failed', reason: 'installer-failed', progress: progress({ failures }) }),
  )
  expect(lines).toEqual([
    'The install failed (installer-failed).',
    '  node1: Install python (280): non-zero return code',
    '    KubeSphere is installed.',
  ])
})

it('prints the reason of a failure without a failed task, and then its cause, which may have no host', () => {
  const diagnosis = [{ id: 'an-nocmd', host: '', task: '', line: 40 }]
  const lines = runEndLines(
    runView({ state: 'failed', reason: 'installer-failed', exitStatus: 0, diagnosis }),
  )
  expect(lines.slice(1)).toEqual([
    '  The installer reported a failure',
    '    It printed “failed!” and stopped. Its exit status is 0, but these scripts also exit with 0 after a failure.',
    expect.stringMatching(/^ {2}Ansible is missing: .* Read the apt, yum or pip error earlier in the log\./),
  ])
})

it('prints the remedy of the reason if no cause is known', () => {
  const lines = runEndLines(runView({ state: 'failed', reason: 'installer-failed', exitStatus: 0 }))
  expect(lines.at(-1)).toMatch(/^ {4}It printed .* Read the log above “failed!”/)
})

it('prints the error with which Ansible ended', () => {
  const ansibleError = { line: 77, text: 'ERROR! the playbook: init.yml could not be found' }
  const lines = runEndLines(runView({ state: 'failed', reason: 'installer-failed', ansibleError }))
  expect(lines.slice(-2)).toEqual([
    '  Ansible exited with an error (line 77)',
    '    ERROR! the playbook: init.yml could not be found',
  ])
})

it('prints the endpoint of a verified cluster', () => {
  const lines = runEndLines(runView({ state: 'succeeded', verification: verification() }))
  expect(lines).toEqual([
    expect.stringMatching(/all 2 nodes are Ready.*v1\.33\.1.*https:\/\/10\.0\.0\.1:6443/),
  ])
})

it('prints why a cluster is not verified, and each node that is not Ready', () => {
  const [cni = '', ...rest] = runEndLines(
    runView({ state: 'failed', reason: 'nodes-not-ready', verification: NOT_READY }),
  ).slice(1)
  expect(cni).toBe('  2 of 3 nodes are not Ready')
  expect(rest).toEqual([
    expect.stringMatching(/^ {4}node2: cni plugin not initialized \(and 1 more node\) Run “kubectl describe/),
    '    node2: cni plugin not initialized',
    '    node3: Unknown',
  ])
})

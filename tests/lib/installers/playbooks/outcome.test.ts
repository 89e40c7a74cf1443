import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PREPARATION_PLAY } from '@/lib/ansible/prepare/prepare-script'
import { playbookOutcome } from '@/lib/installers/playbooks/outcome'

/** The output of a real Ansible whose recap has no failure. */
const FIXTURES = path.join(import.meta.dirname, '../../../fixtures/ansible-output')

const recap = (...rows: string[]) =>
  `TASK [end] ****\nok: [cp1]\n\nPLAY RECAP *********\n${rows.join('\n')}\n\nTuesday 01 December 2026  10:18:25 +0000\n`
const CLEAN =
  'cp1   : ok=24   changed=0    unreachable=0    failed=0    skipped=20   rescued=0    ignored=0   '
const FAILED =
  'node1 : ok=10   changed=0    unreachable=0    failed=1    skipped=16   rescued=0    ignored=0   '
const UNREACHABLE =
  'node2 : ok=0    changed=0    unreachable=1    failed=0    skipped=0    rescued=0    ignored=0   '
const PREPARATION = `PLAY [${PREPARATION_PLAY} Ansible 2.18] ****\n\nTASK [Find Python 3.11 to 3.13] ****\n`

const succeeded = { result: 'succeeded' }
const failed = (reason: string) => ({ result: 'failed', reason })

describe('a playbook', () => {
  it.each<[string, string, number, object]>([
    ['with a clean recap succeeded', recap(CLEAN), 0, succeeded],
    [
      'in colours succeeded',
      recap(
        `\u001b[0;32mcp1\u001b[0m : \u001b[0;32mok=3 \u001b[0m changed=0 unreachable=0 failed=0`,
      ).replaceAll('\n', '\r\n'),
      0,
      succeeded,
    ],
    [
      'of Ansible 2.7, whose recap has fewer counters, succeeded',
      recap('cp1 : ok=3 changed=0 unreachable=0 failed=0'),
      0,
      succeeded,
    ],
    ['after a preparation succeeded', `${PREPARATION}PLAY [Install] ****\n${recap(CLEAN)}`, 0, succeeded],
    ['with a failed host failed', recap(CLEAN, FAILED), 2, failed('playbook-failed')],
    ['with an unreachable host failed', recap(CLEAN, UNREACHABLE), 4, failed('playbook-failed')],
    ['whose recap contradicts its exit status failed', recap(CLEAN, FAILED), 0, failed('playbook-failed')],
    ['that failed after a clean recap failed', recap(CLEAN), 1, failed('playbook-failed')],
    ['is judged by its last recap', `${recap(CLEAN)}${recap(UNREACHABLE)}`, 0, failed('playbook-failed')],
    ['whose recap has no hosts failed', recap(), 0, failed('playbook-failed')],
    ['without a recap did not end', 'PLAY [Install] ****\nTASK [x] ****\nok: [cp1]\n', 0, failed('no-recap')],
    ['that broke off failed by its exit status', 'ERROR! no such playbook\n', 1, failed('exit-status')],
    [
      'that was killed after the preparation failed by its exit status',
      `${PREPARATION}PLAY [Install] ****\n`,
      137,
      failed('exit-status'),
    ],
    [
      'whose Ansible was not prepared did not start',
      `${PREPARATION}fatal: [localhost]: FAILED! => {}\n`,
      2,
      failed('prepare-failed'),
    ],
  ])('%s', (_, log, exitStatus, outcome) => {
    expect(playbookOutcome(log, exitStatus)).toEqual(outcome)
  })

  it.each(['2.7', '2.9', '2.14', '2.18', '2.22'])(
    'of a real Ansible %s that failed is recognized',
    (version) => {
      const log = readFileSync(path.join(FIXTURES, `${version}.txt`), 'utf8')
      expect(playbookOutcome(log, 0)).toEqual(failed('playbook-failed'))
    },
  )
})

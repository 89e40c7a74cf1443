import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { INSTALL } from '@/lib/cluster/operations/request'
import { kubespray } from '@/lib/installers/kubespray/index'
import { referencedVariables, renderExactCommands } from '@/server/runs/start/exact-commands'
import { jobSteps } from '@/server/runs/start/run-start'
import { exampleCluster } from '../../../lib/installers/kubespray/example-cluster'

const folder = mkdtempSync(path.join(tmpdir(), "commands it's "))
afterAll(() => rmSync(folder, { recursive: true }))

const SECRETS = {
  'settings.python_index_url': 'https://me:pass$word@index/simple',
  'login.password': 'True',
  'host:h1.password': '5',
}

function commandsOf(command: string, environment: Record<string, string> = {}): string[] {
  const steps = [{ workingDirectory: `${folder}/`, command, environment }]
  return renderExactCommands({ steps, environment: { ANSIBLE_SSH_ARGS: "-C -o 'a b'" } }, SECRETS)
}

const run = (script: string, environment: Record<string, string> = {}) =>
  execFileSync('sh', ['-c', script], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  })

it('run in the folder of the step, with its variables and those of all steps', () => {
  const [script = ''] = commandsOf(
    'pwd; umask; printf "%s\\n" "$ANSIBLE_SSH_ARGS" "$FORKS" "$PYTHONUNBUFFERED"',
    {
      FORKS: '5',
    },
  )
  expect(run(script)).toBe(`${folder}\n0022\n-C -o 'a b'\n5\n1\n`)
})

it('end no shell that they are pasted into, and create a folder for the files of the job', () => {
  const [script = ''] = commandsOf('[ -d "$TASKBOX_JOB" ] && rmdir "$TASKBOX_JOB" && echo removed; exit 3')
  expect(run(`${script}\necho "status $?"`)).toBe('removed\nstatus 3\n')
})

it('refer to secrets by the variables of an exported cluster file, and refuse to run without them', () => {
  const url = SECRETS['settings.python_index_url']
  const commands = commandsOf('printf %s "$PIP_INDEX_URL"', { PIP_INDEX_URL: `x'${url}/y` })
  expect(commands.join()).not.toContain('pass$word')
  expect(referencedVariables(commands)).toEqual(['TASKBOX_SETTINGS_PYTHON_INDEX_URL'])
  expect(run(commands.join('\n'), { TASKBOX_SETTINGS_PYTHON_INDEX_URL: url })).toBe(`x'${url}/y`)
  expect(() => run(commands.join('\n'))).toThrow('TASKBOX_SETTINGS_PYTHON_INDEX_URL')
})

it('keep a value that only contains a very short secret', () => {
  expect(commandsOf('true', { FORKS: '50' }).join()).toContain('export FORKS=50\n')
})

it('of Kubespray are valid for sh, without the credentials of the package index', () => {
  const url = SECRETS['settings.python_index_url']
  const cluster = exampleCluster({ settings: { python_index_url: url } })
  const steps = jobSteps(kubespray.operation(cluster, INSTALL), '/srv/kubespray')
  const commands = renderExactCommands({ steps, environment: {} }, SECRETS)
  expect(commands).toHaveLength(2)
  execFileSync('sh', ['-n'], { input: commands.join(' &&\n') })
  expect(commands.join()).not.toContain('pass$word')
  expect(commands[0]).toContain('PIP_INDEX_URL="')
  expect(commands[1]).toContain('/bin/activate\n')
})

/**
 * What a preparation reports when pip fails. tests/fixtures/pip contains the output for the cases of pip-cases.ts from
 * four versions of pip, and three cases that need another machine: without a compiler, and with a full disk.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { execa } from 'execa'
import { beforeAll, describe, expect, it } from 'vitest'
import { installEnvironment, renderInstall } from '@/lib/ansible/prepare/install'
import type { PreparationPlan } from '@/lib/ansible/prepare/plan'
import { SHELL_FUNCTIONS } from '@/lib/ansible/prepare/shell'
import { LogReducer } from '@/lib/diagnosis/log-reducer'
import { scaled } from '../../../scale'
import { closeServers } from './package-index'
import { PIP_CASES, type PipCase } from './pip-cases'
import { testFolder } from './preparations'

/** A part of the message, by case. */
const MESSAGES: Readonly<Record<string, RegExp>> = {
  'web page':
    /^http:\S+\/simple\/ansible-core\/ offers no packages\. It seems to be a web page, not a package index\.$/m,
  'other content':
    /^WARNING: Skipping page http:\S+ because the GET request got Content-Type: application\/pdf/m,
  'status 401': /^Could not fetch URL http:\S+: 401 Client Error/m,
  'status 404': /^Could not fetch URL http:\S+: 404 Client Error/m,
  'status 503': /^Could not fetch URL http:\S+: .*too many 503 error responses/m,
  'no response': /^Could not fetch URL http:\S+: .*(Read timed out|didn't respond)/m,
  'connection refused': /^Could not fetch URL http:\S+: .*Connection refused/m,
  'unknown name': /^Could not fetch URL http:\S+: .*Name or service not known/m,
  'untrusted certificate': /^Could not fetch URL https:\S+: .*CERTIFICATE_VERIFY_FAILED/m,
  'untrusted host': /^WARNING: The repository located at mirror\.invalid is not a trusted or secure host/m,
  'proxy refuses connections': /^Could not fetch URL https:\S+: .* to proxy.*Connection refused/m,
  'proxy requires a password':
    /^Could not fetch URL https:\S+: .* to proxy.*407 Proxy Authentication Required/m,
  'wrong hash': /^ERROR: THESE PACKAGES DO NOT MATCH THE HASHES/m,
  'damaged wheel': /^(ERROR: Wheel 'ansible-core' located at .* is invalid|zipfile\.BadZipFile)/m,
  'stalled download': /Read timed out|incomplete-download/,
  'other Python required': /No matching distribution found for ansible-core$/,
  'wheels for another Python': /\/cp34 contains wheels for Python 3\.4\.$/m,
  'missing wheel': /^ERROR: No matching distribution found for ansible-core$/m,
  'missing version': /^ERROR: No matching distribution found for ansible-core==2\.99\.0$/m,
  'no compiler': /^error: \[Errno 2\] No such file or directory: 'gcc'$/m,
  'full disk': /No space left on device/,
  'full disk before pip': /-m venv failed: .*\n.*No space left on device/,
}

/** The known failures that explain a case, the most likely first. */
const DIAGNOSES: Readonly<Record<string, string[]>> = {
  'web page': ['pip-page'],
  'other content': ['pip-page'],
  'status 401': ['pip-net'],
  'status 404': ['pip-net'],
  'status 503': ['pip-net'],
  'no response': ['pip-net'],
  'connection refused': ['pip-net'],
  'unknown name': ['pip-net'],
  'untrusted certificate': ['pip-ca'],
  'untrusted host': ['pip-net'],
  'proxy refuses connections': ['proxy-refused'],
  'proxy requires a password': ['proxy-refused'],
  'wrong hash': ['pip-damaged'],
  'damaged wheel': ['pip-damaged'],
  'stalled download': ['pip-net'],
  'other Python required': ['pip-python'],
  'wheels for another Python': ['pip-python'],
  'missing wheel': ['an-pip'],
  'missing version': ['an-pip'],
  'no compiler': ['pip-build'],
  'full disk': ['disk'],
  'full disk before pip': ['disk', 'venv-none'],
}

function reported(output: string) {
  const log = new LogReducer()
  log.push(Buffer.from(`PLAY [Taskbox: prepare Ansible 2.18] ****\n\n${output.trim()}\n`))
  log.end()
  return { log, message: log.view.failures[0]?.message ?? '' }
}

const recordings = readdirSync('tests/fixtures/pip').flatMap((file) =>
  readFileSync(`tests/fixtures/pip/${file}`, 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf('\n')
      return { pip: file.replace('.txt', ''), name: section.slice(0, end), output: section.slice(end) }
    }),
)

it.each(recordings)('pip $pip, $name: reports the reason', ({ name, output }) => {
  const { message } = reported(output)
  expect(message).toMatch(MESSAGES[name] ?? /^never$/)
  if (name !== 'web page') expect(message).not.toContain('seems to be a web page')
})

it.each(recordings)('pip $pip, $name: is explained', ({ pip, name, output }) => {
  const { log } = reported(output)
  // pip 20 does not report the Python that a package requires.
  const expected = pip === '20.3.4' && name === 'other Python required' ? ['an-pip'] : DIAGNOSES[name]
  expect(log.diagnosis().map(({ id }) => id)).toEqual(expected)
})

it('has a recording of every case', () => {
  expect(new Set(recordings.map(({ name }) => name))).toEqual(new Set(Object.keys(MESSAGES)))
  expect(Object.keys(MESSAGES)).toEqual(expect.arrayContaining(Object.keys(PIP_CASES)))
})

describe('the pip of this machine', () => {
  const folder = testFolder()
  closeServers()
  const build = () => folder('venv')
  beforeAll(() => {
    execFileSync('/usr/bin/python3', ['-m', 'venv', build()])
  })

  /** Runs the part of a preparation that installs, in one virtual environment for all cases. */
  async function install({ packages, requirement = 'ansible-core', environment = {} }: PipCase) {
    const plan: PreparationPlan = {
      environment: 'kubespray',
      requirements: [requirement],
      ansible: { from: '2.18.0' },
      python: { oldest: '3.9', newest: '3.14' },
      packages,
      limits: { response: 1, retries: 0 },
    }
    const script = `${SHELL_FUNCTIONS}\nrequirements() { echo ${requirement}; }\n${renderInstall(plan)}`
    const { all, exitCode } = await execa('sh', ['-c', script], {
      all: true,
      reject: false,
      timeout: 30_000,
      stdin: 'ignore',
      env: { ...installEnvironment(plan), build: build(), version: '3.11.2', ...environment },
    })
    return { exitCode, output: all }
  }

  const names = scaled(
    ['web page', 'connection refused', 'wheels for another Python'],
    Object.keys(PIP_CASES),
  )
  it.each(names)('reports the reason: %s', async (name) => {
    const start = PIP_CASES[name]
    if (!start) throw new Error(`No case ${name}`)
    const { exitCode, output } = await install(await start(folder))
    expect(exitCode).toBe(2)
    expect(reported(output).message).toMatch(MESSAGES[name] ?? /^never$/)
  })
})

/** Malformed and misleading logs must never crash the parser or be reported as a success. */
import { describe, expect, it } from 'vitest'
import { explain } from '@/lib/diagnosis/explanation'
import { LogReducer } from '@/lib/diagnosis/log-reducer'

function explained(...chunks: (string | Uint8Array)[]) {
  const log = new LogReducer()
  for (const chunk of chunks) log.push(Buffer.from(chunk))
  log.end()
  return explain(log)
}

const BANNER = `
#####################################################
###              Welcome to KubeSphere!           ###
#####################################################
Console: http://192.168.0.1:30880
Account: admin
Password: P@88w0rd
Successful!
`
const START = 'PLAY [all] ****\n\nTASK [one] ****\n'
const recap = (host: string, failed = 0) =>
  `\nPLAY RECAP ****\n${host} : ok=1 changed=0 unreachable=0 failed=${failed} skipped=0 rescued=0 ignored=0\n`
const FAILED = `${START}fatal: [h1]: FAILED! => {"msg": "no"}\n`

describe('a log', () => {
  it('may contain NUL bytes and invalid UTF-8', () => {
    const noise = Buffer.from([0, 0xff, 0xfe, 0xc3, 0x28, 0x0a, 0, 0x0a])
    const found = explained(noise, START, noise, 'ok: [h1]\n', noise, recap('h1'), noise)
    expect(found).toMatchObject({ outcome: 'succeeded', hosts: { h1: { ok: 1 } }, recapDiffers: [] })
  })
  it('may contain lines of ten megabytes, plain or of a failure, and end without a newline', () => {
    const long = 'x'.repeat(10_000_000)
    const failure = `fatal: [h1]: FAILED! => {"msg": "${long}"}`
    const found = explained(`${long}\n${START}${failure}\n...ignoring\n${FAILED}${recap('h1', 1).trimEnd()}`)
    expect(found).toMatchObject({ outcome: 'failed', hosts: { h1: { failed: 1 } } })
    expect(found.failures.map(({ ignored }) => ignored)).toEqual([true, false])
    expect(found.failures[0]?.message.length).toBeLessThan(3000)
  }, 60_000)
  it('may contain a play named like a recap, and a host named ok', () => {
    const found = explained(`PLAY [PLAY RECAP ****] ****\n\nTASK [ok: [ok]] ****\nok: [ok]\n${recap('ok')}`)
    expect(found).toMatchObject({ plays: 1, recaps: 1, outcome: 'succeeded', hosts: { ok: { ok: 1 } } })
    expect(Object.keys(found.hosts)).toEqual(['ok'])
  })
  it('is not failed by text inside JSON that looks like a failure', () => {
    const json = 'ok: [h1] => {\n    "msg": "\nfatal: [x]: FAILED! => {}\n    "\n}\n'
    const line = 'ok: [h1] => {"msg": "fatal: [x]: FAILED!"}\n'
    for (const result of [json, line])
      expect(explained(`${START}${result}${recap('h1')}`)).toMatchObject({
        failures: [],
        outcome: 'succeeded',
      })
  })
  it('is failed although it contains a success banner next to a failure', () => {
    expect(explained(`${FAILED}${BANNER}${recap('h1', 1)}`).outcome).toBe('failed')
    expect(explained(`${BANNER}${FAILED}${recap('h1', 1)}${BANNER}`).outcome).toBe('failed')
  })
  it('is unfinished if the success banner appears during a playbook run', () => {
    expect(explained(`${START}ok: [h1]\n${BANNER}`).outcome).toBe('unfinished')
    expect(explained(`${START}ok: [h1]\n${recap('h1')}${START}ok: [h1]\n${BANNER}`).outcome).toBe(
      'unfinished',
    )
  })
  it('is unfinished after an interruption, although an earlier playbook run ended', () => {
    const interrupted = `${START}ok: [h1]\n [ERROR]: User interrupted execution\n`
    expect(explained(`${START}ok: [h1]\n${recap('h1')}${interrupted}`).outcome).toBe('unfinished')
  })
  it('is failed by its recap if its beginning is missing', () => {
    expect(explained(recap('h1', 1)).outcome).toBe('failed')
  })
  it('is unknown without any output of Ansible', () => {
    expect(explained('').outcome).toBe('unknown')
    expect(explained(Buffer.from([0, 1, 2, 255]), 'hello\n').outcome).toBe('unknown')
  })
  it('is explained by the output of the installer if no task ran', () => {
    const found = explained('./multi-node.sh: line 41: ansible-playbook: command not found\n')
    expect(found).toMatchObject({ outcome: 'failed', diagnosis: [{ id: 'an-nocmd', line: 1 }] })
  })
})

describe('the reduced state of a log', () => {
  it('is bounded, however long the log is', () => {
    const log = new LogReducer()
    const failure = 'failed: [h1] (item=x) => {"msg": "No space left on device"}\n...ignoring\n'
    for (let n = 0; n < 8000; n++)
      log.push(Buffer.from(`PLAY [p${n}] ****\n\nTASK [t${n}] ****\nok: [host${n}]\n${failure}`))
    log.end()
    const { plays, totals, failures } = log.view
    expect(totals).toMatchObject({ plays: 8000, tasks: 8000 })
    expect(plays.length).toBeLessThan(1500)
    expect(totals.dropped).toBe(totals.tasks - plays.reduce((sum, { tasks }) => sum + tasks.length, 0))
    expect(failures.length).toBeLessThanOrEqual(1000)
    expect(log.tail.length).toBeLessThanOrEqual(262_144)
  })
  it('contains a real failure, however many ignored failures precede it', () => {
    const ignored = 'fatal: [h1]: FAILED! => {"msg": "no"}\n...ignoring\n'
    const many = Array.from({ length: 3000 }, (_, n) => `\nTASK [t${n}] ****\n${ignored}`).join('')
    const found = explained(
      `PLAY [p] ****\n${many}\nTASK [last] ****\nfatal: [h1]: FAILED! => {"msg": "real"}\n`,
    )
    expect(found.outcome).toBe('failed')
    expect(found.failures.at(-1)).toMatchObject({ task: 'last', message: 'real' })
  })
})

import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { hasErrors, validateDraft } from '@/lib/cluster/draft/validate-draft'
import { exampleDraft, lines, release, validate } from '../example-draft'

describe('validateDraft', () => {
  it('accepts the example of the guide', () => {
    expect(validate(exampleDraft())).toEqual([])
  })

  it('reports all problems of an empty draft', () => {
    expect(validate({ ...emptyDraft() })).toEqual([
      'error required name',
      'error required installer.source',
      'error hosts-too-few hosts',
      'error storage-class-missing storage.class',
    ])
  })

  it('ignores white space around pasted texts', () => {
    const draft = exampleDraft()
    const [master, ...nodes] = draft.hosts
    if (!master) throw new Error('the guide has a master')
    const hosts = [{ ...master, name: ' master', address: '192.168.0.1 ', ip: '\t192.168.0.1' }, ...nodes]
    expect(validate({ ...draft, hosts })).toEqual([])
  })

  it('distinguishes a missing release from an unknown one', () => {
    const draft = exampleDraft()
    expect(lines(validateDraft(draft, undefined, CHECK_IDS))).toContain(
      'error release-unknown installer.version',
    )
    draft.installer.version = ''
    expect(lines(validateDraft(draft, undefined, CHECK_IDS))).toEqual([
      'error release-missing installer.version',
    ])
  })

  it('does not require a release before the package is selected', () => {
    const draft = exampleDraft()
    draft.installer = { ...draft.installer, version: '', source: '' }
    expect(lines(validateDraft(draft, undefined, CHECK_IDS))).toEqual(['error required installer.source'])
  })

  it('distinguishes warnings from errors', () => {
    const draft = exampleDraft()
    draft.storage = { class: 'nfs-server', parameters: {} }
    const found = validateDraft(draft, release, CHECK_IDS)
    expect(lines(found)).toEqual(['warning storage-trial-only storage.class'])
    expect(hasErrors(found)).toBe(false)
    draft.name = ''
    expect(hasErrors(validateDraft(draft, release, CHECK_IDS))).toBe(true)
  })

  it('never includes a secret in a problem', () => {
    const draft = exampleDraft()
    const secret = 'S3cr3t{{x}}'
    const login = {
      password: `${secret}\n`,
      privateKey: secret,
      passphrase: secret,
      sudoPassword: `${secret}\n`,
    }
    draft.hosts = draft.hosts.map((host) => ({
      ...host,
      ...login,
      taskbox: false,
      sharedLogin: false,
      user: 'u',
    }))
    draft.taskbox = { ...draft.taskbox, ...login, kind: 'ssh', address: '192.168.0.1' }
    draft.storage = {
      class: 'ceph-rbd',
      parameters: { ceph_rbd_admin_secret: `${secret}\n`, ceph_rbd_user_secret: `${secret}\n` },
    }
    expect(JSON.stringify(validateDraft(draft, release, CHECK_IDS))).not.toContain('S3cr3t')
    expect(validateDraft(draft, release, CHECK_IDS).length).toBeGreaterThan(8)
  })

  it('validates 2000 hosts with the same mistake in linear time', () => {
    const draft = exampleDraft()
    draft.hosts = Array.from({ length: 2000 }, (_, index) =>
      emptyHost(`h${index}`, { name: 'Node', address: '10.233.0.1', roles: ['node'] }),
    )
    const found = validateDraft(draft, release, CHECK_IDS)
    expect(found.filter(({ code }) => code === 'host-name-duplicate')).toHaveLength(1999)
    expect(found.filter(({ code }) => code === 'network-touches-host')).toHaveLength(1)
    expect(found.length).toBeLessThan(7000)
  })
})

describe('all-in-one', () => {
  const single = () => {
    const draft = exampleDraft()
    draft.installer.mode = 'all-in-one'
    draft.hosts = [emptyHost('h1', { address: '192.168.0.1', taskbox: true })]
    draft.storage = { class: 'local', parameters: {} }
    return draft
  }

  it('requires one host, the taskbox, without name, roles and login', () => {
    expect(validate(single())).toEqual([])
  })

  it('rejects a second host', () => {
    const draft = single()
    draft.hosts.push(emptyHost('h2', { address: '192.168.0.2' }))
    expect(validate(draft)).toEqual(['error hosts-too-many-all-in-one hosts'])
  })

  it('rejects an empty list of hosts', () => {
    expect(validate({ ...single(), hosts: [] })).toEqual(['error hosts-too-few hosts'])
  })

  it('rejects a host that is not the taskbox', () => {
    const draft = single()
    draft.hosts = [emptyHost('h1', { address: '192.168.0.1' })]
    expect(validate(draft)).toEqual(['error taskbox-not-among-hosts hosts[0].taskbox'])
  })
})

import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import type { Draft } from '@/lib/cluster/draft/draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import type { Release } from '@/lib/installers/installer'
import { advanced20, v210 } from '@/lib/installers/kubesphere/releases'
import { exampleDraft, lines, validate } from '../example-draft'

function problems(release: Release, addons: Draft['addons'], storage = 'nfs-client'): string[] {
  const draft = exampleDraft()
  const given = { ...draft, addons, storage: { ...draft.storage, class: storage } }
  return lines(validateDraft(given, release, CHECK_IDS)).filter((line) => line.includes('addon'))
}

const on = { enabled: true, domain: '' }

describe('an add-on', () => {
  it('must be known to the release if it is enabled', () => {
    const draft = exampleDraft()
    expect(validate({ ...draft, addons: { gitlab: on } })).toEqual([
      'error addon-unknown addons.gitlab.enabled',
    ])
    expect(validate({ ...draft, addons: { gitlab: { ...on, enabled: false } } })).toEqual([])
  })

  it('has a valid domain, by default that of the release', () => {
    const draft = exampleDraft()
    const domain = (text: string) =>
      validate({ ...draft, addons: { harbor: { enabled: true, domain: text } } })
    expect(domain('harbor.example.org')).toEqual([])
    expect(domain('')).toEqual([])
    expect(domain('Harbor_1')).toEqual(['error domain-invalid addons.harbor.domain'])
    expect(validate({ ...draft, addons: { harbor: { enabled: false, domain: 'Harbor_1' } } })).toEqual([])
  })

  it('warns about add-ons that it needs', () => {
    expect(problems(v210, { servicemesh: on })).toEqual(['warning addon-needs addons.servicemesh.enabled'])
    expect(problems(v210, { servicemesh: on, logging: on })).toEqual([])
    expect(problems(v210, { sonarqube: on })).toEqual(['warning addon-needs addons.sonarqube.enabled'])
  })

  it('refuses a storage class that it does not support', () => {
    expect(problems(advanced20, { gitlab: on }, 'ceph-rbd')).toEqual([
      'error addon-storage addons.gitlab.enabled',
    ])
    expect(problems(advanced20, { gitlab: on }, 'glusterfs')).toEqual([])
  })

  it('is as in the package without an entry', () => {
    const { addons } = toCluster(exampleDraft(), advanced20)
    expect(addons.sonarqube?.enabled).toBe(true)
    expect(addons.harbor).toEqual({ enabled: false, domain: 'harbor.devops.kubesphere.local' })
    const off = { ...exampleDraft(), addons: { sonarqube: { enabled: false, domain: '' } } }
    expect(toCluster(off, advanced20).addons.sonarqube?.enabled).toBe(false)
  })
})

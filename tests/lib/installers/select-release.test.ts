import { describe, expect, it } from 'vitest'
import { emptyDraft } from '@/lib/cluster/draft/empty-draft'
import { findInstaller } from '@/lib/installers/registry'
import { selectInstaller, selectSource } from '@/lib/installers/select-release'

const draft = () => {
  const { installer, network } = emptyDraft()
  return { installer: { ...installer, source: '/opt/a', version: 'v2.1.0' }, network }
}

describe('another installer', () => {
  it('gets its own defaults, and no source of the former one', () => {
    const { installer, network } = selectInstaller(draft(), 'k3s')
    const { plugin, serviceCidr, podCidr } = findInstaller('k3s')?.defaults ?? {}
    expect(network).toMatchObject({ plugin, serviceCidr, podCidr })
    expect(installer).toEqual({ id: 'k3s', source: '', version: '', mode: 'multi-node' })
  })

  it('keeps networks that the user entered', () => {
    const entered = draft()
    entered.network.podCidr = '10.99.0.0/16'
    expect(selectInstaller(entered, 'k3s').network.podCidr).toBe('10.99.0.0/16')
  })

  it('has several hosts until its source states otherwise', () => {
    const single = draft()
    single.installer.mode = 'all-in-one'
    expect(selectInstaller(single, 'kubespray').installer.mode).toBe('multi-node')
    expect(selectInstaller(single, 'kubesphere').installer.mode).toBe('all-in-one')
  })

  it('is selected with a source of its own', () => {
    const former = draft()
    former.installer.id = 'kubespray'
    const source = { installer: 'kubesphere', folder: '/opt/b', release: 'v2.1.1' }
    expect(selectSource(former, source).installer).toMatchObject({
      ...{ id: 'kubesphere', source: '/opt/b', version: 'v2.1.1', mode: 'multi-node' },
    })
  })
})

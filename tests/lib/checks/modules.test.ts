import { describe, expect, it } from 'vitest'
import { modules } from '@/lib/checks/modules'
import { context, files, host, sheet, verdictsOf } from './sheets'

describe('kernel modules', () => {
  it('are there when loaded, built in or to be loaded', () => {
    expect(verdictsOf(modules, sheet())).toEqual(['pass there'])
  })
  it('are named where the kernel lacks them', () => {
    const text = files({
      '/lib/modules/4.18.0/modules.dep': ['kernel/net/ip_vs.ko:', 'kernel/net/ip_vs_rr.ko:'],
    })
    expect(modules.host?.(sheet({ modules: text }), context())).toMatchObject([
      { status: 'fail', reason: 'missing', facts: { modules: 'br_netfilter, ip_vs_wrr, ip_vs_sh, ipip' } },
    ])
  })
  it('are wanted by plugin and by storage class', () => {
    const flannel = { plugin: 'flannel', serviceCidr: '10.233.0.0/18', podCidr: '10.233.64.0/18' }
    const none = sheet({ loaded: 'br_netfilter\noverlay\nnf_conntrack\nip_vs\nlisted\nlooked' })
    expect(verdictsOf(modules, none, context(host('n'), { network: flannel }))).toEqual(['pass there'])
    const ceph = { storage: { class: 'ceph-rbd', parameters: {} } }
    expect(modules.host?.(sheet(), context(host('n'), ceph))).toMatchObject([{ facts: { modules: 'rbd' } }])
  })
  it('are unknown where the host has no list of its kernel’s', () => {
    expect(verdictsOf(modules, sheet({ loaded: 'overlay\nlooked', modules: '' }))).toEqual([
      'unknown unlisted',
    ])
    expect(verdictsOf(modules, sheet({ loaded: 'overlay' }))).toEqual(['unknown unread'])
    expect(verdictsOf(modules, sheet({ modules: undefined }))).toEqual(['unknown unread'])
  })
})

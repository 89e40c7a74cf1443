import { describe, expect, it } from 'vitest'
import { kernelModules } from '@/lib/checks/catalogue/system/kernel-modules'
import { context, evaluate, files, host, probeResult } from '../../fixtures'

describe('kernel modules', () => {
  it('pass if loaded, built in or loadable', () => {
    expect(evaluate(kernelModules, probeResult())).toEqual(['pass there'])
  })
  it('are reported if missing', () => {
    const text = files({
      '/lib/modules/4.18.0/modules.dep': ['kernel/net/ip_vs.ko:', 'kernel/net/ip_vs_rr.ko:'],
    })
    expect(kernelModules.perHost?.(probeResult({ modules: text }), context())).toMatchObject([
      { status: 'fail', reason: 'missing', facts: { modules: 'br_netfilter, ip_vs_wrr, ip_vs_sh, ipip' } },
    ])
  })
  it('depend on network plugin and storage class', () => {
    const flannel = { plugin: 'flannel', serviceCidr: '10.233.0.0/18', podCidr: '10.233.64.0/18' }
    const none = probeResult({ loaded: 'br_netfilter\noverlay\nnf_conntrack\nip_vs\nlisted\ncomplete' })
    expect(evaluate(kernelModules, none, context(host('n'), { network: flannel }))).toEqual(['pass there'])
    const ceph = { storage: { class: 'ceph-rbd', parameters: {} } }
    expect(kernelModules.perHost?.(probeResult(), context(host('n'), ceph))).toMatchObject([
      { facts: { modules: 'rbd' } },
    ])
  })
  it('are unknown without the kernel’s module lists', () => {
    expect(evaluate(kernelModules, probeResult({ loaded: 'overlay\ncomplete', modules: '' }))).toEqual([
      'unknown unlisted',
    ])
    expect(evaluate(kernelModules, probeResult({ loaded: 'overlay' }))).toEqual(['unknown unread'])
    expect(evaluate(kernelModules, probeResult({ modules: undefined }))).toEqual(['unknown unread'])
  })
})

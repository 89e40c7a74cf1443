import { describe, expect, it } from 'vitest'
import { kernelModules } from '@/lib/checks/catalogue/system/kernel-modules'
import { context, evaluate, files, host, probeResult } from '../../fixtures'

describe('kernel modules', () => {
  it('are there when loaded, built in or to be loaded', () => {
    expect(evaluate(kernelModules, probeResult())).toEqual(['pass there'])
  })
  it('are named where the kernel lacks them', () => {
    const text = files({
      '/lib/modules/4.18.0/modules.dep': ['kernel/net/ip_vs.ko:', 'kernel/net/ip_vs_rr.ko:'],
    })
    expect(kernelModules.host?.(probeResult({ modules: text }), context())).toMatchObject([
      { status: 'fail', reason: 'missing', facts: { modules: 'br_netfilter, ip_vs_wrr, ip_vs_sh, ipip' } },
    ])
  })
  it('are wanted by plugin and by storage class', () => {
    const flannel = { plugin: 'flannel', serviceCidr: '10.233.0.0/18', podCidr: '10.233.64.0/18' }
    const none = probeResult({ loaded: 'br_netfilter\noverlay\nnf_conntrack\nip_vs\nlisted\nlooked' })
    expect(evaluate(kernelModules, none, context(host('n'), { network: flannel }))).toEqual(['pass there'])
    const ceph = { storage: { class: 'ceph-rbd', parameters: {} } }
    expect(kernelModules.host?.(probeResult(), context(host('n'), ceph))).toMatchObject([
      { facts: { modules: 'rbd' } },
    ])
  })
  it('are unknown where the host has no list of its kernel’s', () => {
    expect(evaluate(kernelModules, probeResult({ loaded: 'overlay\nlooked', modules: '' }))).toEqual([
      'unknown unlisted',
    ])
    expect(evaluate(kernelModules, probeResult({ loaded: 'overlay' }))).toEqual(['unknown unread'])
    expect(evaluate(kernelModules, probeResult({ modules: undefined }))).toEqual(['unknown unread'])
  })
})

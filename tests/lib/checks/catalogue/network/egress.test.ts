import { describe, expect, it } from 'vitest'
import { egress } from '@/lib/checks/catalogue/network/egress'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { connectionsText, context, evaluate, probeResult } from '../../fixtures'

const places = { registries: ['registry.test:443'], mirrors: ['mirror.test:5000'] }
const where = { ...context(), release: { ...advanced100, egress: places } }
const [REGISTRY, MIRROR] = ['tcp/registry.test/443', 'tcp/mirror.test/5000']
const SILENT = 'Connection timed out'
const judged = (targets: Record<string, string>, ...more: string[]) =>
  evaluate(egress, probeResult({ connections: connectionsText(targets, ...more) }), where)

describe('the way out', () => {
  it('is asked for by the release’s places, of hosts alone', () => {
    expect(egress.variables?.(where)).toEqual({ egress_targets: `${REGISTRY} ${MIRROR}` })
    const { host: _, ...taskbox } = where
    expect(egress.variables?.(taskbox)).toEqual({ egress_targets: '' })
  })
  it('passes by the registry, warns by a mirror alone, fails by neither', () => {
    expect(judged({ [REGISTRY]: 'open', [MIRROR]: SILENT })).toEqual(['pass open'])
    expect(judged({ [REGISTRY]: 'Invalid argument', [MIRROR]: 'open' })).toEqual(['warn mirror'])
    expect(judged({ [REGISTRY]: 'Connection refused', [MIRROR]: SILENT })).toEqual(['fail closed'])
  })
  it('warns of a package source that does not answer', () => {
    const sources = ['repository tcp/deb.test/80']
    expect(judged({ [REGISTRY]: 'open', 'tcp/deb.test/80': SILENT }, ...sources)).toEqual([
      'warn repositories',
    ])
    expect(judged({ [REGISTRY]: 'open', 'tcp/deb.test/80': 'open' }, ...sources)).toEqual(['pass open'])
  })
  it('goes by the proxy where there is one', () => {
    expect(judged({ 'tcp/proxy.test/3128': 'open' }, 'proxy tcp/proxy.test/3128')).toEqual(['pass proxy'])
    expect(judged({ 'tcp/proxy.test/3128': SILENT }, 'proxy tcp/proxy.test/3128')).toEqual([
      'fail proxyClosed',
    ])
  })
  it('is unknown where it could not be tried', () => {
    expect(judged({ [REGISTRY]: SILENT, [MIRROR]: 'untried' })).toEqual(['unknown untried'])
    expect(evaluate(egress, probeResult({ connections: undefined }), where)).toEqual(['unknown unread'])
  })
})

import { describe, expect, it } from 'vitest'
import { egress } from '@/lib/checks/catalogue/network/egress'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { connectionsText, context, evaluate, probeResult } from '../../fixtures'
import { kubesprayContext } from '../../releases'

const endpoints = { registries: ['registry.test:443'], mirrors: ['mirror.test:5000'] }
const checkContext = { ...context(), release: { ...advanced100, egress: endpoints } }
const [REGISTRY, MIRROR] = ['tcp/registry.test/443', 'tcp/mirror.test/5000']
const SILENT = 'Connection timed out'
const resultsOf = (targets: Record<string, string>, ...more: string[]) =>
  evaluate(egress, probeResult({ connections: connectionsText(targets, ...more) }), checkContext)

describe('egress', () => {
  it('tests the release’s endpoints on hosts only', () => {
    expect(egress.variables?.(checkContext)).toMatchObject({ egress_targets: `${REGISTRY} ${MIRROR}` })
    const { host: _, ...taskbox } = checkContext
    expect(egress.variables?.(taskbox)).toMatchObject({ egress_targets: '' })
  })
  it('passes with a registry, warns with a mirror only, fails with neither', () => {
    expect(resultsOf({ [REGISTRY]: 'open', [MIRROR]: SILENT })).toEqual(['pass open'])
    expect(resultsOf({ [REGISTRY]: 'Invalid argument', [MIRROR]: 'open' })).toEqual(['warn mirror'])
    expect(resultsOf({ [REGISTRY]: 'Connection refused', [MIRROR]: SILENT })).toEqual(['fail closed'])
  })
  it('warns of a package repository that does not respond', () => {
    const sources = ['repository tcp/deb.test/80']
    expect(resultsOf({ [REGISTRY]: 'open', 'tcp/deb.test/80': SILENT }, ...sources)).toEqual([
      'warn repositories',
    ])
    expect(resultsOf({ [REGISTRY]: 'open', 'tcp/deb.test/80': 'open' }, ...sources)).toEqual(['pass open'])
  })
  it('evaluates the proxy if one is set', () => {
    expect(resultsOf({ 'tcp/proxy.test/3128': 'open' }, 'proxy tcp/proxy.test/3128')).toEqual(['pass proxy'])
    expect(resultsOf({ 'tcp/proxy.test/3128': SILENT }, 'proxy tcp/proxy.test/3128')).toEqual([
      'fail proxyClosed',
    ])
  })
  it('is unknown if untried', () => {
    expect(resultsOf({ [REGISTRY]: SILENT, [MIRROR]: 'untried' })).toEqual(['unknown untried'])
    expect(evaluate(egress, probeResult({ connections: undefined }), checkContext)).toEqual([
      'unknown unread',
    ])
  })
})

it('tests the proxy that the installer sets, without its password', () => {
  const settings = { https_proxy: 'http://user:geheim@proxy.example.com:3128' }
  expect(egress.variables?.(kubesprayContext(settings))).toMatchObject({
    egress_proxy: 'http://proxy.example.com:3128',
  })
  expect(egress.variables?.(context())).toMatchObject({ egress_proxy: '' })
})

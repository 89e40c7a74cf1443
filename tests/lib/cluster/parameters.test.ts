import { expect, it } from 'vitest'
import { changedParameters } from '@/lib/cluster/parameters'
import type { Parameter } from '@/lib/cluster/release-options'

const field = (key: string, more: Partial<Parameter> = {}): Parameter => ({
  ...{ key, kind: 'text', required: false, default: '' },
  ...more,
})
const mode = field('mode', { default: 'ipvs' })
const scheduler = field('scheduler', { default: 'rr', when: { key: 'mode', equals: 'ipvs' } })
const all = [mode, scheduler, field('proxy')]
const changed = (values: Record<string, string>, group = all) =>
  changedParameters(group, values, all).map(({ key }) => key)

it('changed parameters have a value other than their default', () => {
  expect(changed({})).toEqual([])
  expect(changed({ mode: 'ipvs', scheduler: ' rr ', proxy: '' })).toEqual([])
  expect(changed({ scheduler: 'wrr', proxy: 'http://proxy' })).toEqual(['scheduler', 'proxy'])
})

it('changed parameters are those that apply, also if that depends on another group', () => {
  expect(changed({ mode: 'iptables', scheduler: 'wrr' })).toEqual(['mode'])
  expect(changed({ mode: 'iptables', scheduler: 'wrr' }, [scheduler])).toEqual([])
})

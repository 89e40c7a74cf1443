import { execFileSync } from 'node:child_process'
import { load } from 'js-yaml'
import { expect, it } from 'vitest'
import { MASK, maskFile } from '@/lib/secrets/mask-file'
import { renderYaml, SecretText } from '@/lib/yaml/render'

const CONTENT = {
  kube_version: '1.35.4',
  ipv4_stack: true,
  port: 6443,
  yes: 'no',
  '1e3': '0o17',
  'node-1.example': ['a: b', '# c', '', '密😀\u2028\u0085', 'it\'s \\ "quoted"'],
  loadbalancer: { address: '10.0.0.1', omitted: undefined, token: new SecretText('p@ss: "1"') },
  nothing: {},
  none: [],
  nested: [{ a: 1, b: ['x'] }, 'last'],
}
const PLAIN = {
  ...CONTENT,
  loadbalancer: { address: '10.0.0.1', token: 'p@ss: "1"' },
}

it('rendered YAML is read as the same values by js-yaml and PyYAML', () => {
  const { text } = renderYaml(['Written by a test.'], CONTENT)
  expect(text).toMatch(
    /^# Written by a test\.\n---\nkube_version: "1\.35\.4"\nipv4_stack: true\nport: 6443\n/,
  )
  expect(load(text)).toEqual(PLAIN)
  const program = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin.buffer.read())))'
  const read = execFileSync('/usr/bin/python3', ['-c', program], { input: text, encoding: 'utf8' })
  expect(JSON.parse(read)).toEqual(PLAIN)
})

it('rendered YAML without its secrets is still valid', () => {
  const { text, secrets } = renderYaml([], CONTENT)
  const masked = maskFile({ text, secrets })
  expect(masked).not.toContain('p@ss')
  expect(load(masked)).toMatchObject({ loadbalancer: { token: MASK } })
})

it('an empty mapping is valid YAML', () => {
  expect(renderYaml([], {}).text).toBe('---\n{}\n')
})

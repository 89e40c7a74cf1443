import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeVariable } from '@/lib/ansible/inventory/encode'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { maskSettings, renderSettings } from '@/lib/installers/kubesphere/vars/settings'
import { maskFile } from '@/lib/secrets/mask-file'
import { scaled } from '@/tests/scale'
import { pyyaml } from './pyyaml'
import { BALANCER, CEPH, cluster, read, render, withNetwork } from './sample-files'

const SPECIAL_VALUES = [
  ...[
    'yes',
    'No',
    'on',
    'OFF',
    'true',
    'y',
    'n',
    '~',
    'null',
    'Null',
    '',
    ' ',
    'a ',
    ' a',
    '=',
    '<<',
    '-',
    '?',
    ':',
  ],
  ...[
    '1e3',
    '1.5e+3',
    '0x10',
    '012',
    '0o17',
    '0b11',
    '1_000',
    '1:20',
    '190:20:30.15',
    '+1',
    '-1',
    '.5',
    '5.',
    '.inf',
  ],
  ...[
    '-.INF',
    '.nan',
    '2001-01-01',
    '2001-1-1 1:2:3',
    '2001-12-14t21:59:43.10-05:00',
    '08',
    '1,2',
    '0',
    '00',
  ],
  ...[
    '*a',
    '&a',
    '!a',
    '%a',
    '@a',
    '`a',
    '|',
    '>',
    '- a',
    '? a',
    'a: b',
    'a:',
    ':a',
    'a #b',
    '#a',
    'a#b',
    "'",
    '"',
  ],
  ...[
    '{{ x }}',
    '{% x %}',
    '{# x #}',
    '[a',
    '{a',
    'a]',
    ',a',
    '---',
    '...',
    '--- a',
    '\\',
    '\\n',
    "it's",
    'a"b',
    "'a'",
  ],
  ...[
    'a\nb',
    '\n',
    'a\r\nb',
    '\t',
    'a\tb',
    '\0',
    '\x07',
    '\x1b[0m',
    '\x7f',
    '\x85',
    '\xa0',
    '\u2028',
    '\ufeff',
    '\ufffe',
  ],
  ...[
    '密码',
    'é',
    '😀',
    '\ud7ff',
    'a\u0301',
    '$x',
    '$(x)',
    'AQ==',
    'a'.repeat(500),
    '\u200b',
    '/srv/k8s',
    '10.0.0.1',
  ],
]
const specialValue = fc.oneof(
  fc.constantFrom(...SPECIAL_VALUES),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
  fc
    .array(fc.constantFrom(...SPECIAL_VALUES, ' ', ': ', ' #', '\n', "''", '0', 'e', '-', ':', '.', '_'), {
      maxLength: 4,
    })
    .map((some) => some.join('')),
)

describe('any value', () => {
  const shapes = fc.constantFrom(
    'X: old\n',
    "X: 'old'\n",
    'X: "old" # c\n',
    'X: |\n  old\n',
    '# X: old\n',
    '# X: "old"\n',
    "# X: 'old'\n",
    '',
    'X: old\r\nz: 1\r\n',
    'X:',
  )

  test('is read back by PyYAML and js-yaml, and does not change other entries', () => {
    const cases = fc.sample(
      fc.record({ secret: specialValue.filter(Boolean), monitor: specialValue, shape: shapes }),
      scaled(200, 800),
    )
    const texts = cases.map(({ secret, shape }) => {
      const parameters = { ...CEPH.parameters, ceph_rbd_admin_secret: secret }
      return render(
        shape.replaceAll('X', 'ceph_rbd_admin_secret'),
        cluster({ storage: { ...CEPH, parameters } }),
      )
    })
    const values = pyyaml(texts)
    cases.forEach(({ secret, shape }, index) => {
      expect(values[index]).toMatchObject({
        ceph_rbd_admin_secret: encodeVariable(secret),
        ceph_rbd_user_secret: 'AQBuser==',
      })
      expect(read(texts[index] ?? '')).toEqual(values[index])
      if (shape.includes('z:')) expect(values[index]).toMatchObject({ z: 1 })
    })
  })

  test('is masked at any position', () => {
    const secret = fc
      .string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 20 })
      .map((text) => `s3cr3t${text}`)
    fc.assert(
      fc.property(secret, shapes, (value, shape) => {
        const parameters = { ...CEPH.parameters, ceph_rbd_admin_secret: value }
        const present = shape.replaceAll('X', 'ceph_rbd_admin_secret')
        const file = renderSettings(
          cluster({ storage: { ...CEPH, parameters } }),
          advanced100,
          advanced100.settingsFile,
          present,
        )
        expect(maskFile(file)).not.toContain('s3cr3t')
        expect(maskSettings(file.text)).toBe(maskFile(file))
        expect(maskSettings(`${file.text}\n: [ broken`)).not.toContain('s3cr3t')
      }),
    )
  })
})

describe('any file', () => {
  const part = fc.constantFrom(
    '# a comment\n',
    '#\n',
    '\n',
    '   \n',
    "odd_N: 'it''s' # x\n",
    'odd_N:   [1, "two", {three: 4}]\n',
    'odd_N: |\n  # nfs_server_enable: inside\n  kube_network_plugin: flannel\n\n',
    'odd_N: >+\n    folded\n    text\n\n\n',
    'odd_N:\n  nfs_server_enable: false\n  # kube_pods_subnet: 1\n  list:\n  - a\n  -\n  - - b\n',
    'odd_N:\n- x\n# nfs_server_is_default_class: true\n- y\n',
    'odd_N: "multi\n  line"\n',
    'odd_N: plain\n  on two # c\n',
    'odd_N:\n',
    'odd_N: ~\n',
    'odd_N: &anchor_N {a: b}\nodd2_N: *anchor_N\n',
    'odd_N: !!str 5\n',
    '# kube_network_plugin: calico\n',
    '## loadbalancer_apiserver:\n##   address: 1.1.1.1\n##   port: 6443\n',
    '# loadbalancer_apiserver: see the guide\n',
    '# ceph_rbd_monitors:\n# - a\n# - b\n',
    '    # nfs_server_enable: false\n',
  )
  const desiredKeys = fc.subarray([
    fc.constantFrom(
      'kube_network_plugin: flannel\n',
      "kube_network_plugin : 'flannel' # c\n",
      'kube_network_plugin:\n',
    ),
    fc.constantFrom('kube_pods_subnet: "10.0.0.0/8"\n', 'kube_pods_subnet: >-\n  10.0.0.0/8\n\n# own\n'),
    fc.constantFrom('nfs_server_enable: true\n', 'nfs_server_enable: no\n'),
    fc.constantFrom(
      'ceph_rbd_monitors:\n- a\n',
      'ceph_rbd_monitors: [a, b, c]\n',
      'ceph_rbd_monitors:\n  - a\n  # c\n  - b # c\n  - c\n',
    ),
    fc.constantFrom(
      'loadbalancer_apiserver:\n  address: 1.1.1.1\n',
      'loadbalancer_apiserver: {port: 1}\n',
      'loadbalancer_apiserver:\n',
    ),
    fc.constantFrom('ceph_rbd_admin_secret: |-\n  x\n# own\n', 'ceph_rbd_admin_secret: "x"\n'),
  ])
  const file = fc
    .record({
      parts: fc.array(part, { maxLength: 8 }),
      desiredKeys,
      end: fc.boolean(),
      crlf: fc.boolean(),
      bom: fc.boolean(),
    })
    .chain(({ parts, desiredKeys: chosen, ...rest }) =>
      fc
        .tuple(...chosen)
        .chain((lines) =>
          fc.shuffledSubarray([...parts.map((_, index) => index), ...lines], { minLength: 0 }),
        )
        .map((order) => {
          const joined = order
            .map((one) => (typeof one === 'number' ? (parts[one] ?? '').replaceAll('_N', `_${one}`) : one))
            .join('')
          const trimmed = rest.end ? joined : joined.replace(/\n$/, '')
          return (rest.bom ? '\uFEFF' : '') + (rest.crlf ? trimmed.replaceAll('\n', '\r\n') : trimmed)
        }),
    )

  test('preserves all other lines and values for both parsers', () => {
    const clusters = [
      cluster(),
      cluster({ storage: CEPH }),
      { ...withNetwork({ loadBalancer: BALANCER }), storage: CEPH },
    ]
    const cases = fc.sample(fc.record({ text: file, of: fc.constantFrom(...clusters) }), scaled(150, 600))
    const rendered = cases.map(({ text, of }) => render(text, of))
    const before = pyyaml(cases.map(({ text }) => text))
    const after = pyyaml(rendered)
    cases.forEach(({ text, of }, index) => {
      const result = rendered[index] ?? ''
      const odd = (values: Record<string, unknown> = {}) =>
        Object.entries(values).filter(([key]) => key.startsWith('odd'))
      expect(odd(after[index])).toEqual(odd(before[index]))
      expect(after[index]).toMatchObject({
        kube_network_plugin: 'calico',
        kube_pods_subnet: of.network.podCidr,
      })
      expect('loadbalancer_apiserver' in (after[index] ?? {})).toBe(of.network.loadBalancer !== undefined)
      if (of.storage === CEPH)
        expect(after[index]?.ceph_rbd_monitors).toEqual(['10.0.0.1:6789', '10.0.0.2:6789'])
      expect(render(result, of)).toBe(result)
      const comments = (all: string) =>
        all.split(/\r?\n/).filter((line) => /^\s*#/.test(line) || line.includes('odd'))
      const remaining = comments(result.replace(/^\uFEFF/, ''))
      for (const line of comments(text.replace(/^\uFEFF/, '')).filter((one) => one !== '  # c'))
        expect(remaining, `${JSON.stringify(text)} became ${JSON.stringify(result)}`).toContain(line)
    })
  })
})

describe('masking of any text', () => {
  test('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof maskSettings(text) === 'string'))
    fc.assert(fc.property(specialValue, (text) => typeof maskSettings(`jwt_admin_key: ${text}`) === 'string'))
    expect(maskSettings(`${'['.repeat(10_000)}`)).toContain('[')
  })
})

import { describe, expect, test } from 'vitest'
import { dereference, parseYaml, YamlSyntaxError } from '@/lib/yaml/tree'

/** The line and the source of each node, children first. */
function nodes(source: string): string[] {
  return parseYaml(source).nodes.map(({ line, start, end }) => `${line} ${source.slice(start, end)}`)
}

describe('each node has its line and its source', () => {
  test.each([
    ['a: 1 # c\n', ['1 a', '1 1', '1 a: 1']],
    ['# c\r\n"a" : \'b\'\r\n', ['2 "a"', "2 'b'", '2 "a" : \'b\'']],
    ['a: &x !!str b\nc: *x\n', ['1 a', '1 &x !!str b', '2 c', '2 *x', '1 a: &x !!str b\nc: *x']],
    ['a:\nb:  # c\n', ['1 a', '1 ', '2 b', '2 ', '1 a:\nb:']],
    ['- x\n-\n', ['1 x', '2 ', '1 - x\n-']],
    ['a: [b, {c: d} ] # e', ['1 a', '1 b', '1 c', '1 d', '1 {c: d}', '1 [b, {c: d} ]', '1 a: [b, {c: d} ]']],
    ['a: |+ # h\n  b\n\nc: >\n', ['1 a', '1 |+ # h\n  b', '4 c', '4 >', '1 a: |+ # h\n  b\n\nc: >']],
    ['a: "b\n  c"\n', ['1 a', '1 "b\n  c"', '1 a: "b\n  c"']],
    ['', []],
  ])('%j', (source, expected) => {
    expect(nodes(source)).toEqual(expected)
  })
})

test('an alias refers to an anchor only after the anchored node', () => {
  const { nodes } = parseYaml('- &a [*a]\n- *a\n- *b\n')
  const targets = nodes.flatMap((node) => (node.kind === 'alias' ? [dereference(node).kind] : []))
  expect(targets).toEqual(['alias', 'list', 'alias'])
})

test('a mapping finds the first entry of each scalar key', () => {
  const { root } = parseYaml('a: &k b\n*k : 1\nb: 2\n[c]: 3\n')
  if (root.kind !== 'mapping') throw new Error('not a mapping')
  expect(root.entries.map(({ key }) => key)).toEqual(['a', 'b', 'b', ''])
  expect([...root.byKey].map(([key, { keyNode }]) => [key, keyNode.line])).toEqual([
    ['a', 1],
    ['b', 2],
  ])
})

test('a syntax error has a line', () => {
  expect(() => parseYaml('a: 1\nb: [\n')).toThrow(YamlSyntaxError)
  expect(() => parseYaml('a: 1\nb: "\\q"\n')).toThrow('line 2: ')
})

import { describe, expect, it } from 'vitest'
import { knownName, matchesPatterns, parseKnownHosts } from '@/lib/network/known-hosts'

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIAn1sBpbEXTrYXkgkNcSAvBC57ol9Hs0EqZAP8QQ+Sf7'

describe('a known_hosts file', () => {
  it('is parsed: names, hashed names, markers, comments', () => {
    const text = [
      '# a comment',
      '',
      `node1,192.168.0.2 ssh-ed25519 ${KEY} root@node1`,
      `|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-ed25519 ${KEY}`,
      `@revoked * ssh-ed25519 ${KEY}\r`,
      `@cert-authority\t*.example.org ssh-ed25519 ${KEY}`,
      `[Node2]:2222 ssh-ed25519 ${KEY}`,
    ].join('\n')
    expect(parseKnownHosts(text)).toEqual({
      hosts: [
        { line: 3, names: { patterns: ['node1', '192.168.0.2'] }, type: 'ssh-ed25519', key: KEY },
        {
          line: 4,
          names: { salt: 'F1E1KeoE/eEWhi10WpGv4OdiO6Y=', hash: '3988QV0VE8wmZL7suNrYQLITLCg=' },
          type: 'ssh-ed25519',
          key: KEY,
        },
        { line: 5, marker: 'revoked', names: { patterns: ['*'] }, type: 'ssh-ed25519', key: KEY },
        {
          line: 6,
          marker: 'cert-authority',
          names: { patterns: ['*.example.org'] },
          type: 'ssh-ed25519',
          key: KEY,
        },
        { line: 7, names: { patterns: ['[node2]:2222'] }, type: 'ssh-ed25519', key: KEY },
      ],
      invalidLines: [],
    })
  })

  it('has its invalid lines reported', () => {
    const lines = [
      'node1',
      'node1 ssh-rsa',
      'node1 ssh-rsa ?',
      `node1 ssh-rsa ${KEY}`,
      'half a line',
      `@other x ssh-ed25519 ${KEY}`,
      `|1|x ssh-ed25519 ${KEY}`,
    ]
    expect(parseKnownHosts(lines.join('\n'))).toEqual({ hosts: [], invalidLines: [1, 2, 3, 4, 5, 6, 7] })
  })

  it('names a machine by its address, with a port other than 22', () => {
    expect(knownName('Node1', 22)).toBe('node1')
    expect(knownName('192.168.0.1', 2222)).toBe('[192.168.0.1]:2222')
    expect(knownName('FD00:0::1', 22)).toBe('fd00::1')
    expect(knownName('fd00::1', 2222)).toBe('[fd00::1]:2222')
  })
})

describe('a name pattern', () => {
  it.each([
    [['10.0.0.*'], '10.0.0.7', true],
    [['10.0.0.?'], '10.0.0.77', false],
    [['*', '!10.0.0.7'], '10.0.0.7', false],
    [['*', '!10.0.0.7'], '10.0.0.8', true],
    [['!10.0.0.7'], '10.0.0.8', false],
    [['*a*b'], 'xaybb', true],
    [[''], 'a', false],
  ] as const)('%j on %s is %s', (patterns, name, expected) => {
    expect(matchesPatterns(patterns, name)).toBe(expected)
  })

  it('with many stars is matched quickly', () => {
    const started = performance.now()
    expect(matchesPatterns([`${'*a'.repeat(2000)}b`], 'a'.repeat(4000))).toBe(false)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

import { describe, expect, it } from 'vitest'
import { hasMultipleCells, isInventory, parseCells } from '@/components/hosts/table/paste-cells'

describe('pasted text', () => {
  it('is one cell without tabs and line breaks', () => {
    expect(hasMultipleCells('192.168.0.1\n')).toBe(false)
    expect(hasMultipleCells('a\tb')).toBe(true)
    expect(hasMultipleCells('a\nb')).toBe(true)
  })

  it('is parsed as a grid with any line breaks', () => {
    expect(parseCells('a\tb\r\nc\t d \r\n')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  it('is an inventory if it has groups or Ansible variables', () => {
    expect(isInventory('[all]\nmaster ip=1.2.3.4')).toBe(true)
    expect(isInventory('node1 ansible_host=10.0.0.1')).toBe(true)
    expect(isInventory('node1\t10.0.0.1')).toBe(false)
  })
})

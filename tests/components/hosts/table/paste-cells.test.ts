import { describe, expect, it } from 'vitest'
import { hasMultipleCells, isInventory, parseCells } from '@/components/hosts/table/paste-cells'

describe('what is on the clipboard', () => {
  it('is one cell when it has neither tab nor line', () => {
    expect(hasMultipleCells('192.168.0.1\n')).toBe(false)
    expect(hasMultipleCells('a\tb')).toBe(true)
    expect(hasMultipleCells('a\nb')).toBe(true)
  })

  it('is read as a grid, whatever ends its lines', () => {
    expect(parseCells('a\tb\r\nc\t d \r\n')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  it('is an inventory when it has groups or Ansible’s variables', () => {
    expect(isInventory('[all]\nmaster ip=1.2.3.4')).toBe(true)
    expect(isInventory('node1 ansible_host=10.0.0.1')).toBe(true)
    expect(isInventory('node1\t10.0.0.1')).toBe(false)
  })
})

import { expect, it } from 'vitest'
import { newId } from '@/server/engine'

it('generates no id that looks like a command line option', () => {
  const ids = Array.from({ length: 2000 }, newId)
  expect(ids.filter((id) => !/^[A-Za-z0-9_][\w-]{11}$/.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(2000)
})

import { expect, it } from 'vitest'
import { draftPatch } from '@/lib/cluster/draft/draft'

it('a patch has no section that was not sent', () => {
  expect(draftPatch.parse({ waivers: [] })).toEqual({ waivers: [] })
  expect(draftPatch.parse({})).toEqual({})
})

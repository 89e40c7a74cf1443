import { access, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ShareLinks } from '@/server/http/auth/share-links'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'share-links-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('reads the links of earlier versions, and moves them to the new file with the first change', async () => {
  const file = path.join(folder, 'share-links.json')
  const former = path.join(folder, 'watch-links.json')
  const { key, link } = await new ShareLinks(folder).create('run-1')
  await rename(file, former)
  const links = new ShareLinks(folder)
  expect(await links.find(key)).toEqual(link)
  const second = await links.create('run-1')
  expect(await links.list('run-1')).toEqual([link, second.link])
  expect(await readFile(file, 'utf8')).not.toContain(key)
  await expect(access(former)).rejects.toThrow('ENOENT')
  await links.revoke(link.id)
  expect(await new ShareLinks(folder).find(key)).toBeUndefined()
})

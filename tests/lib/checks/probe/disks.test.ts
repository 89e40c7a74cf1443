import { expect, it } from 'vitest'
import { DISKS } from '@/lib/checks/probe/disks'

it('parses file systems without inodes and with blanks in their names', () => {
  const text = `folder /
folder /tmp
Filesystem 1024-blocks Used Available Capacity Mounted on
//server/a share 1000 400 600 40% /
broken
Filesystem Inodes IUsed IFree IUse% Mounted on
//server/a share - - - - /
broken`
  expect(DISKS.parse(text)).toEqual([
    { folder: '/', mount: '/', sizeKib: 1000, freeKib: 600, usedPercent: 40 },
  ])
})

it('parses the combined table of GNU df', () => {
  const text = `folder /
folder /tmp
Filesystem     1K-blocks     Used    Avail Use% IUse% Mounted on
//server/a share   1000      400      600  40%    7% /
tmpfs               500        0      500   0%     - /tmp`
  expect(DISKS.parse(text)).toEqual([
    { folder: '/', mount: '/', sizeKib: 1000, freeKib: 600, usedPercent: 40, usedInodesPercent: 7 },
    { folder: '/tmp', mount: '/tmp', sizeKib: 500, freeKib: 500, usedPercent: 0 },
  ])
})

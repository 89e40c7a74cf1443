/** Archives of git tags have files that their group may write to, which is often a group with one member. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Host } from '@/lib/cluster/cluster'
import type { Machine } from '@/server/machine/machine'
import { createMachines, type Machines } from '@/server/machine/machines'
import { foreignPaths } from '@/server/packages/ownership'
import { HostKeys } from '@/server/ssh/host-keys'
import { hostOf, labSandbox, sudoerOf } from '../../lab/sandbox'

const sandbox = labSandbox('taskbox')
const AT = '/srv/source'
/** What `setfacl -m u:nobody:rw` does: user, nobody, group, mask and others (linux/posix_acl_xattr.h). */
const ACL = `import os, pwd, struct, sys
nobody = pwd.getpwnam("nobody").pw_uid
entries = [(1, 6, -1), (2, 6, nobody), (4, 6, -1), (16, 6, -1), (32, 4, -1)]
value = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
os.setxattr(sys.argv[1], "system.posix_acl_access", value)`
let folder: string
let machines: Machines
let machine: Machine
/** The login user of the taskbox, who becomes root by sudo. */
let user: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'groups-'))
  machines = createMachines(new HostKeys(path.join(folder, 'host-keys.json')), { acceptUnknown: true })
  const { name, address } = hostOf(sandbox(), 0)
  const login = sudoerOf(hostOf(sandbox(), 0))
  user = login.user
  const host: Host = { id: name, name, address, ip: address, port: 22, login, taskbox: false, roles: [] }
  machine = await machines.host(host, { kind: 'local' })
})
afterAll(async () => {
  await machines.close()
  await rm(folder, { recursive: true })
})

const exec = async (command: string) => (await hostOf(sandbox(), 0).exec(command)).stdout.trim()

/** Creates a source that its group may write to. */
const create = (owner: string) =>
  exec(
    `rm -rf ${AT}; mkdir -p ${AT}/roles; touch ${AT}/roles/a ${AT}/b; chmod -R g+w ${AT}; chown -R ${owner} ${AT}`,
  )

const foreign = async () => (await foreignPaths(machine, [AT])).get(AT)

describe('a source that its group may write to', () => {
  it.each(['root:root', 'USER:USER', 'root:USER'])(
    'is used if the group has one member: %s',
    async (owner) => {
      await create(owner.replaceAll('USER', user))
      expect(await foreign()).toBeUndefined()
    },
  )

  it('is refused if the group has another name than the user', async () => {
    await exec('groupadd -f staff')
    await create('root:staff')
    expect(await foreign()).toMatchObject({ entry: AT, reason: 'writable' })
  })

  it('is refused if one file in it has another group', async () => {
    await create('root:root')
    await exec(`chgrp nogroup ${AT}/roles/a`)
    expect(await foreign()).toMatchObject({ entry: `${AT}/roles/a`, reason: 'writable' })
  })

  it('is refused if all users may write to one file in it', async () => {
    await create('root:root')
    await exec(`chmod o+w ${AT}/b`)
    expect(await foreign()).toMatchObject({ entry: `${AT}/b`, reason: 'writable' })
  })

  it('is refused if an access control list lets another user write to one file in it', async () => {
    await create('root:root')
    await exec(`python3 -c '${ACL}' ${AT}/roles/a; su -s /bin/sh nobody -c 'echo x >${AT}/roles/a'`)
    expect(await exec(`cat ${AT}/roles/a`)).toBe('x')
    expect(await foreign()).toMatchObject({ entry: `${AT}/roles/a`, reason: 'writable' })
  })

  it.each([
    ['a member', `usermod -aG USER nobody`, `gpasswd -d nobody USER`],
    ['a user with it as primary group', 'usermod -g USER nobody', 'usermod -g nogroup nobody'],
  ])('is refused if the group has another member: %s', async (_, add, remove) => {
    await exec(add.replace('USER', user))
    await create(`${user}:${user}`)
    expect(await foreign()).toMatchObject({ entry: AT, reason: 'writable' })
    await exec(remove.replace('USER', user))
    expect(await foreign()).toBeUndefined()
  })
})

import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  createCgroup,
  parseHierarchies,
  removeCgroups,
  sandboxCgroups,
} from '@/server/sandbox/machine/cgroups'

const V1 = (name: string, options = name, root = '/') =>
  `30 24 0:26 ${root} /sys/fs/cgroup/${name} rw,nosuid shared:9 - cgroup cgroup rw,${options}`
const V2 = (folder: string) => `41 24 0:37 / ${folder} rw,nosuid - cgroup2 cgroup2 rw,nsdelegate`
const OTHER = '25 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard'

describe('the hierarchies of a machine', () => {
  it('are those of version 1 and an empty one of version 2 on a hybrid machine', () => {
    const mounts = [
      OTHER,
      V1('cpu,cpuacct', 'cpuacct,cpu'),
      V1('systemd', 'xattr,name=systemd'),
      V2('/sys/fs/cgroup/unified'),
    ].join('\n')
    const groups = '3:name=systemd:/user.slice\n2:cpu,cpuacct:/\n0::/user.slice\n'
    expect(parseHierarchies(mounts, groups)).toEqual([
      {
        mountPoint: '/sys/fs/cgroup/cpu,cpuacct',
        type: 'cgroup',
        options: 'cpuacct,cpu',
        own: '/sys/fs/cgroup/cpu,cpuacct/',
      },
      {
        mountPoint: '/sys/fs/cgroup/systemd',
        type: 'cgroup',
        options: 'xattr,name=systemd',
        own: '/sys/fs/cgroup/systemd/user.slice',
      },
      {
        mountPoint: '/sys/fs/cgroup/unified',
        type: 'cgroup2',
        options: '',
        own: '/sys/fs/cgroup/unified/user.slice',
      },
    ])
  })

  it('is one of version 2', () => {
    expect(parseHierarchies(`${OTHER}\n${V2('/sys/fs/cgroup')}\n`, '0::/a/b c.scope\n')).toEqual([
      { mountPoint: '/sys/fs/cgroup', type: 'cgroup2', options: '', own: '/sys/fs/cgroup/a/b c.scope' },
    ])
  })

  it('are below the group of a container that sees whole paths', () => {
    const found = parseHierarchies(V1('systemd', 'name=systemd', '/docker/1'), '1:name=systemd:/docker/1/x\n')
    expect(found.map(({ own }) => own)).toEqual(['/sys/fs/cgroup/systemd/x'])
  })

  it('are useless to systemd without its own', () => {
    const groups = '2:cpu:/\n0::/\n'
    expect(parseHierarchies([V1('cpu'), V2('/sys/fs/cgroup/unified')].join('\n'), groups)).toEqual([])
    expect(parseHierarchies(V2('/mnt/elsewhere'), groups)).toEqual([])
    expect(parseHierarchies('', '')).toEqual([])
  })
})

describe('the group of a sandbox', () => {
  const tree = async (): Promise<string> => mkdtemp(path.join(tmpdir(), 'taskbox-cgroups-'))

  it('is below the nearest group that passes on controllers', async () => {
    const mountPoint = await tree()
    const own = path.join(mountPoint, 'user.slice', 'session.scope')
    await mkdir(own, { recursive: true })
    await writeFile(path.join(own, 'cgroup.subtree_control'), '\n')
    const folderOf = async () =>
      (await sandboxCgroups([{ mountPoint, type: 'cgroup2', options: '', own }], '10.77.0.0'))[0]?.folder
    expect(await folderOf()).toBe(path.join(own, 'taskbox-sandbox-10.77.0.0'))
    await writeFile(path.join(mountPoint, 'user.slice', 'cgroup.subtree_control'), 'cpu memory\n')
    expect(await folderOf()).toBe(path.join(mountPoint, 'user.slice', 'taskbox-sandbox-10.77.0.0'))
    await rm(mountPoint, { recursive: true })
  })

  it('is removed with all groups in it, and may be gone already', async () => {
    const mountPoint = await tree()
    const folder = path.join(mountPoint, 'taskbox-sandbox-1')
    await createCgroup(folder, { mountPoint, type: 'cgroup2', options: '', own: mountPoint })
    await mkdir(path.join(folder, 'a', 'system.slice', 'ssh.service'), { recursive: true })
    await removeCgroups([folder, path.join(mountPoint, 'taskbox-sandbox-2')])
    expect(await readdir(mountPoint)).toEqual([])
    await rm(mountPoint, { recursive: true })
  })
})

import { expect, it } from 'vitest'
import { packageManager } from '@/lib/checks/catalogue/software/package-manager'
import { evaluate, files, probeResult } from '../../fixtures'

const running = { processes: 'apt.systemd.dai\ncomplete' }
const halfConfigured = { packages: files({ '/var/lib/dpkg/status': ['Status: install ok half-configured'] }) }

it.each([
  ['nothing in the way', {}, ['pass ready']],
  ['a package manager runs', running, ['warn running']],
  ['one runs, and is half done by nature', { ...running, ...halfConfigured }, ['warn running']],
  ['a package is half installed', halfConfigured, ['fail dpkg']],
  ['dpkg was interrupted', { interrupted: 'dpkg\ncomplete' }, ['fail dpkg']],
  ['yum was interrupted', { interrupted: 'yum\ncomplete' }, ['fail yum']],
  [
    'an image is still mounted',
    { packages: files({ '/proc/mounts': ['/dev/loop0 /kubeinstaller/pip_repo/pip27/iso iso9660 ro 0 0'] }) },
    ['fail mounts'],
  ],
  [
    'the mirror list no longer exists',
    {
      packages: files({
        '/etc/yum.repos.d/CentOS-Base.repo': ['mirrorlist=http://mirrorlist.centos.org/?a', 'b'],
      }),
    },
    ['fail mirrors'],
  ],
  ['the state is not known', { packages: undefined }, ['unknown unread']],
  ['the journals are not known', { interrupted: '' }, ['unknown unread']],
  ['the processes are not known', { processes: undefined }, ['unknown unread']],
])('%s', (_, more, expected) => {
  expect(evaluate(packageManager, probeResult(more))).toEqual(expected)
})

import { describe, expect, it } from 'vitest'
import { documentedSystems, supportedSystems } from '@/lib/installers/kubespray/systems'

describe('a line of the README', () => {
  it.each([
    ['- **Debian** Bookworm, Bullseye, Buster', ['debian 12', 'debian 11', 'debian 10']],
    ['- **Ubuntu** 20.04, 22.04', ['ubuntu 20.04', 'ubuntu 22.04']],
    [
      '- **CentOS/RHEL** 7, [8, 9](docs/centos.md#centos-8)',
      ['centos 7', 'centos 8', 'centos 9', 'rhel 7', 'rhel 8', 'rhel 9'],
    ],
    ['- **CentOS Stream / RHEL** 9, 10', ['centos 9', 'centos 10', 'rhel 9', 'rhel 10']],
    [
      '- **Rocky Linux** 9, 10 (experimental in 10: see [notes](docs/rhel.md#rocky-linux-10))',
      ['rocky 9', 'rocky 10'],
    ],
    ['- **openSUSE** Leap 15.x/Tumbleweed', ['opensuse-leap 15']],
    ['- **Kylin Linux Advanced Server V10** (experimental: see [notes](docs/kylinlinux.md))', ['kylin V10']],
    ['- **Amazon Linux 2** (experimental)', ['amzn 2']],
    ['- **Fedora CoreOS** (see [fcos Note](docs/fcos.md))', []],
    ['- **Ansible v2.14+, Jinja 2.11+ and python-netaddr is installed**', []],
    ['Debian 12', []],
  ])('%s', (line, systems) => {
    expect(documentedSystems(line)).toEqual(systems)
  })
})

it('accepts all versions of a system whose versions are not documented, and no system that is not asserted', () => {
  expect(supportedSystems(['Debian', 'Flatcar', 'Suse'], ['debian 12', 'debian 13', 'ubuntu 24.04'])).toEqual(
    [
      { id: 'debian', versions: ['12', '13'] },
      { id: 'flatcar', versions: [] },
    ],
  )
})

import { writeFileSync } from 'node:fs'
import { execaSync } from 'execa'
import { expect, it } from 'vitest'
import { renderPythonHint } from '@/lib/ansible/prepare/python-packages'
import { testFolder } from './preparations'

const folder = testFolder()
const ANSIBLE_2_18 = { oldest: '3.11', newest: '3.13' }
const ANSIBLE_2_20 = { oldest: '3.12', newest: '3.14' }

function hint(range: typeof ANSIBLE_2_18, release: string): string {
  const file = folder('os-release')
  writeFileSync(file, release)
  const script = renderPythonHint(range).replaceAll('/etc/os-release', '"$file"')
  return execaSync('sh', ['-c', `${script}\npython_hint`], { env: { file } }).stdout
}

it.each([
  ['ID=debian\nVERSION_ID="12"', 'apt-get install -y python3.11 python3.11-venv'],
  ['ID=debian\nVERSION_ID="13"', 'apt-get install -y python3.13 python3.13-venv'],
  ['ID=ubuntu\nVERSION_ID="24.04"', 'apt-get install -y python3.12 python3.12-venv'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="8.10"', 'dnf install -y python3.12'],
  ['ID="rhel"\nVERSION_ID="9.4"', 'dnf install -y python3.12'],
  ['ID="almalinux"\nVERSION_ID="10.0"', 'dnf install -y python3'],
  ['ID=fedora\nVERSION_ID=42', 'dnf install -y python3.13'],
  ['ID="opensuse-leap"\nVERSION_ID="15.6"', 'zypper install -y python311'],
])('a taskbox with %j installs the newest Python that Ansible 2.18 supports', (release, command) => {
  expect(hint(ANSIBLE_2_18, release)).toBe(`as root, run: ${command}`)
})

it.each([
  ['ID=debian\nVERSION_ID="11"', ANSIBLE_2_18],
  ['ID=ubuntu\nVERSION_ID="22.04"', ANSIBLE_2_20],
  ['ID="centos"\nVERSION_ID="7"', ANSIBLE_2_18],
  ['', ANSIBLE_2_18],
])('a taskbox with %j, which packages no suitable Python, gets it from uv or pyenv', (release, range) => {
  const { newest } = range
  expect(hint(range, release)).toBe(
    `with uv (uv python install ${newest}) or pyenv (pyenv install ${newest})`,
  )
})

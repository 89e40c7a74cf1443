import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { kubesprayTree } from '../server/packages/checkout-tree'
import { writeTree } from '../server/packages/package-tree'
import { taskbox, testFolder } from './taskbox'

const folder = testFolder()

async function settingsOf(installer: object, settings: object) {
  const file = path.join(folder, 'cluster.yaml')
  const text = JSON.stringify({
    version: 2,
    name: 'demo',
    installer: { mode: 'multi-node', ...installer },
    hosts: [{ name: 'a', address: '192.0.2.1', password: 'x', roles: ['master', 'etcd', 'node'] }],
    network: { plugin: 'calico', serviceCidr: '10.233.0.0/18', podCidr: '10.233.64.0/18' },
    settings,
  })
  await writeFile(file, text, { mode: 0o600 })
  return taskbox(['settings', '-f', file, '--data', path.join(folder, 'data')])
}

it('lists the settings of a release with their values, choices and meaning, and masks secrets', async () => {
  const kubernetes = ['1.35.4', '1.34.1']
  const tree = kubesprayTree({ layout: '2.31', version: '2.31.0', kubernetes, minors: ['1.35', '1.34'] })
  const source = await writeTree(path.join(folder, 'kubespray'), tree)
  const {
    code,
    stdout: bytes,
    stderr,
  } = await settingsOf(
    { id: 'kubespray', source },
    { kube_version: '1.34.1', http_proxy: 'http://user:secret@proxy:3128' },
  )
  const stdout = bytes.toString()
  expect(code, stderr).toBe(0)
  expect(stdout).toMatch(/^# Kubespray 2\.31\.0\n/)
  expect(stdout).toContain('\nkube_version: 1.34.1    # Kubernetes version (one of 1.35.4, 1.34.1)\n')
  expect(stdout).toMatch(/^kube_proxy_mode: ipvs {4}# /m)
  expect(stdout).toMatch(/^http_proxy: •+ {4}# /m)
  expect(stdout).toMatch(/^files_repo: {4}# /m)
  expect(stdout).not.toContain('secret')
  // kube-vip is off, so its settings do not apply.
  expect(stdout).not.toContain('kube_vip_address')
})

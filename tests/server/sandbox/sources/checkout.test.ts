import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { load } from 'js-yaml'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { installers } from '@/lib/installers/registry'
import { LocalMachine } from '@/server/machine/local'
import { detectPackage } from '@/server/packages/detect'
import { type PracticeCheckout, writeCheckout } from '@/server/sandbox/sources/checkout'

const checksums = z.object({ kubelet_checksums: z.record(z.string(), z.record(z.string(), z.string())) })

async function checkout(kind: PracticeCheckout): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'taskbox-checkout-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeCheckout(folder, kind)
  return folder
}

describe('a practice checkout', () => {
  it.each([
    [
      'kubespray',
      ['cluster.yml', 'scale.yml', 'remove-node.yml', 'upgrade-cluster.yml', 'reset.yml', 'facts.yml'],
    ],
    ['k3s-ansible', ['playbooks/site.yml', 'playbooks/upgrade.yml', 'playbooks/reset.yml']],
  ] as const)('of %s has playbooks that Ansible can read', async (kind, playbooks) => {
    const folder = await checkout(kind)
    const groups = ['kube_control_plane', 'kube_node', 'etcd', 'server', 'agent', 'k3s_cluster']
    await writeFile(path.join(folder, 'hosts'), groups.map((group) => `[${group}]\nlocalhost\n`).join(''))
    const checked = await execa('ansible-playbook', ['--syntax-check', '-i', 'hosts', ...playbooks], {
      cwd: folder,
      env: { ANSIBLE_CALLBACKS_ENABLED: '' },
    })
    for (const playbook of playbooks) expect(checked.stdout).toContain(`playbook: ${playbook}`)
  })

  it('of kubespray states the checksum of its kubelet for each version', async () => {
    const folder = await checkout('kubespray')
    const kubelet = await readFile(path.join(folder, 'roles/download/files/kubelet'))
    const file = path.join(folder, 'roles/kubespray_defaults/vars/main/checksums.yml')
    const versions = checksums.parse(load(await readFile(file, 'utf8'))).kubelet_checksums.amd64 ?? {}
    expect(Object.keys(versions)).toContain('1.35.4')
    expect(new Set(Object.values(versions))).toEqual(
      new Set([`sha256:${createHash('sha256').update(kubelet).digest('hex')}`]),
    )
  })

  it.each([
    [
      'kubespray',
      {
        ...{ installer: 'kubespray', release: '2.31.0' },
        facts: {
          ...{ ansible: ['2.18.0', '2.19.0'], kubernetesDefault: ['1.35.4'], memoryMiB: ['1500', '1024'] },
          plugins: ['calico', 'flannel', 'cilium', 'custom_cni', 'none'],
          documentedSystems: expect.arrayContaining(['debian 12']),
        },
      },
    ],
    [
      'k3s-ansible',
      { installer: 'k3s', release: '1.2.2', facts: { ansible: ['2.15.0'], k3sDefault: ['v1.34.1+k3s1'] } },
    ],
  ] as const)('of %s is detected with its facts', async (kind, expected) => {
    expect(await detectPackage(new LocalMachine(), await checkout(kind), installers)).toMatchObject(expected)
  })
})

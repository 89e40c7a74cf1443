import { describe, expect, it } from 'vitest'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { INSTALL } from '@/lib/cluster/operations/request'
import { findInstaller } from '@/lib/installers/registry'
import { MASK } from '@/lib/secrets/mask-file'
import { exampleDraft, release } from '../../cluster/example-draft'

const cluster = toCluster(exampleDraft(), release)
const kubesphere = findInstaller(release.installer)

function rendered(present: Record<string, string>): string[] {
  return (kubesphere?.render(cluster, new Map(Object.entries(present))) ?? []).map(({ path }) => path)
}

describe("KubeSphere's installer", () => {
  it('renders both files regardless of the existing ones', () => {
    expect(rendered({})).toEqual(['conf/hosts.ini', 'conf/vars.yml'])
    expect(rendered({ 'conf/vars.yml': 'a: 1\n', 'conf/vars.yaml': 'b: 1\n' })).toEqual([
      'conf/hosts.ini',
      'conf/vars.yml',
    ])
  })

  it('edits vars.yaml if the package has no vars.yml', () => {
    const files = kubesphere?.render(cluster, new Map([['conf/vars.yaml', 'own_key: kept\n']]))
    expect(files?.[1]?.path).toBe('conf/vars.yaml')
    expect(files?.[1]?.text).toMatch(/^own_key: kept\n/)
  })

  it("masks the secrets of the package's existing files", () => {
    expect(kubesphere?.maskExistingFile('conf/hosts.ini', 'n ansible_ssh_pass=x\n')).toBe(
      `n ansible_ssh_pass=${MASK}\n`,
    )
    expect(kubesphere?.maskExistingFile('conf/vars.yaml', 'jwt_admin_key: x\n')).toBe(
      `jwt_admin_key: ${MASK}\n`,
    )
  })

  it('runs install.sh and answers the menu with the mode', () => {
    const operation = kubesphere?.operation(cluster, INSTALL)
    expect(operation?.steps).toEqual([{ workingDirectory: 'scripts', command: './install.sh' }])
    expect(operation?.prompts[0]?.answer).toBe('2')
  })
})

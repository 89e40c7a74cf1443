import { describe, expect, it } from 'vitest'
import { toCluster } from '@/lib/cluster/to-cluster'
import { MASK } from '@/lib/installers/mask'
import { findInstaller } from '@/lib/installers/registry'
import { exampleDraft, release } from '../../cluster/example-draft'

const cluster = toCluster(exampleDraft(), release)
const kubesphere = findInstaller(release.id)

function rendered(present: Record<string, string>): string[] {
  return (kubesphere?.render(cluster, new Map(Object.entries(present))) ?? []).map(({ path }) => path)
}

describe("KubeSphere's installer", () => {
  it('renders both files, whatever the package has', () => {
    expect(rendered({})).toEqual(['conf/hosts.ini', 'conf/vars.yml'])
    expect(rendered({ 'conf/vars.yml': 'a: 1\n', 'conf/vars.yaml': 'b: 1\n' })).toEqual([
      'conf/hosts.ini',
      'conf/vars.yml',
    ])
  })

  it('edits vars.yaml where the package calls it so', () => {
    const files = kubesphere?.render(cluster, new Map([['conf/vars.yaml', 'own_key: kept\n']]))
    expect(files?.[1]?.path).toBe('conf/vars.yaml')
    expect(files?.[1]?.text).toMatch(/^own_key: kept\n/)
  })

  it("hides the secrets of the package's present files", () => {
    expect(kubesphere?.maskPresent('conf/hosts.ini', 'n ansible_ssh_pass=x\n')).toBe(
      `n ansible_ssh_pass=${MASK}\n`,
    )
    expect(kubesphere?.maskPresent('conf/vars.yaml', 'jwt_admin_key: x\n')).toBe(`jwt_admin_key: ${MASK}\n`)
  })

  it('runs install.sh and answers the menu by the mode', () => {
    const operation = kubesphere?.operation(cluster)
    expect(operation).toMatchObject({ workingDirectory: 'scripts', command: './install.sh' })
    expect(operation?.questions[0]?.answer).toBe('2')
  })
})

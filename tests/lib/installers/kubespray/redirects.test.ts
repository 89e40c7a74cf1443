import { load } from 'js-yaml'
import { expect, it } from 'vitest'
import { renderGroupVars } from '@/lib/installers/kubespray/group-vars'
import { kubesprayRelease } from '@/lib/installers/kubespray/release'
import { cluster, host } from '../../checks/fixtures'
import { FACTS } from './facts'

function variables(settings: Record<string, string>, urlVariables = ['github_url', 'dl_k8s_io_url']) {
  const installer = { id: 'kubespray', source: '/opt/k', version: '2.31.0', mode: 'multi-node' as const }
  const facts = { ...FACTS, urlVariables }
  const [all] = renderGroupVars(cluster([host('node1')], { installer: { ...installer, facts }, settings }))
  return load(all?.text ?? '')
}

it('files_repo redirects each site that has no URL of its own', () => {
  const settings = { files_repo: 'http://files.example.com/k8s/', github_url: 'https://git.example.com' }
  expect(variables(settings)).toMatchObject({
    files_repo: 'http://files.example.com/k8s/',
    dl_k8s_io_url: 'http://files.example.com/k8s/dl.k8s.io',
    github_url: 'https://git.example.com',
  })
  expect(variables(settings)).not.toHaveProperty('get_helm_url')
  expect(variables({ files_repo: 'http://files.example.com' }, [])).not.toHaveProperty('github_url')
  expect(variables({})).not.toHaveProperty('github_url')
})

it('registry_host replaces each image repository that is not set', () => {
  expect(
    variables({ registry_host: 'mirror.example.com:5000', quay_image_repo: 'quay.example.com' }),
  ).toMatchObject({
    kube_image_repo: 'mirror.example.com:5000',
    docker_image_repo: 'mirror.example.com:5000',
    quay_image_repo: 'quay.example.com',
  })
})

it.each([
  [{}, ['registry.k8s.io:443', 'quay.io:443', 'registry-1.docker.io:443']],
  [{ registry_host: 'mirror.example.com:5000' }, ['mirror.example.com:5000']],
  [
    { quay_image_repo: 'mirror.example.com/quay' },
    ['registry.k8s.io:443', 'mirror.example.com:443', 'registry-1.docker.io:443'],
  ],
])('the registries that hosts must reach with %j', (settings, expected) => {
  expect(kubesprayRelease('2.31.0', FACTS, settings)?.egress.registries).toEqual(expected)
})

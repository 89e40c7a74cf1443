/** Regression: values of unknown secret-looking keys were displayed and stored with a run. */
import { describe, expect, test } from 'vitest'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { maskSettings, renderSettings } from '@/lib/installers/kubesphere/vars/settings'
import { MASK, maskFile } from '@/lib/secrets/mask-file'
import { cluster, PACKAGE, render } from './sample-files'

const SECRETS = [
  'harbor_admin_password: hunter2',
  "mysql_root_passwd: 'hunter2'",
  'grafanaPassword: hunter2',
  'htpasswd: hunter2',
  'kube_user_pass: hunter2',
  'REGISTRY_TOKEN: hunter2',
  'aws_secret_access_key: hunter2',
  'etcd_private_key: |\n  hunter2\n  hunter2',
  'smtp: {host: mail, credentials: hunter2}',
  'registry:\n  auth:\n    api-key: hunter2',
  'tokens: [hunter2, {a: hunter2}]',
  '# harbor_admin_password: hunter2',
  'ldap_bind_pw: hunter2\nb: [',
]

describe('the value of a secret-looking key', () => {
  test.each(SECRETS)('is masked in the review: %j', (text) => {
    expect(maskSettings(text)).not.toContain('hunter2')
    expect(maskSettings(text)).toContain(MASK)
  })

  test.each(SECRETS.slice(0, -1))('is masked in the files of a run: %j', (text) => {
    const file = renderSettings(cluster(), advanced100, advanced100.settingsFile, `${PACKAGE}\n${text}\n`)
    expect(file.text).toContain('hunter2')
    expect(maskFile(file)).not.toContain('hunter2')
  })

  test('is the only masked value', () => {
    const text = [
      'glusterfs_provisioner_secretName: heketi-secret',
      'qy_access_key_id: AKID',
      'kube_token_auth: true',
      'kube_basic_auth: no',
      'harbor_domain: harbor.example.org',
      'bypass_proxy: 10.0.0.1',
      'keyboard: de',
      'secret_dir:',
      '',
    ].join('\n')
    expect(maskSettings(text)).toBe(text)
    expect(maskSettings(render(PACKAGE)).split(MASK)).toHaveLength(maskSettings(PACKAGE).split(MASK).length)
  })
})

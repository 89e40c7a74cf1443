'use client'

import { RotateCw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type ConnectionTest, NOT_TESTED } from '@/components/connection-test/connection-test-store'
import { FactsText } from '@/components/connection-test/facts-text'
import { AllowSha1 } from '@/components/login/allow-sha1'
import { LoginFields } from '@/components/login/login-fields'
import { RouteChoice } from '@/components/login/route-choice'
import { connectionStatus } from '@/components/status/host-status'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Notice } from '@/components/ui/feedback/notice'
import { Checkbox } from '@/components/ui/form/checkbox'
import { FieldMessage } from '@/components/ui/form/field'
import { Switch } from '@/components/ui/form/switch'
import { TextField } from '@/components/ui/form/text-field'
import { Dialog } from '@/components/ui/overlay/dialog'
import { useFieldTexts, useValidatedField } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { hostFieldKey } from '@/components/wizard/draft/field-key'
import { useFieldNote } from '@/components/wizard/draft/validation'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import { type ClusterAddressField, clusterAddressFields } from '@/lib/cluster/families'
import { useHostsActions, useHostsFacts } from '../hosts-context'
import { useRemoveHosts } from '../list/use-remove-hosts'
import { useHostLabel } from '../table/cells'
import { withRole } from '../table/columns'
import { HostFailures } from './host-failures'
import { hasCells } from './use-reveal-host'

/** The side panel of a host: all fields, its login, and the result of the connection test. */
export function HostPanel({ host, index, onClose }: { host: HostDraft; index: number; onClose: () => void }) {
  const t = useTranslations('hosts')
  const { editor, retryConnection } = useHostsActions()
  const { network } = useDraft()
  const { connectionTests, failures } = useHostsFacts()
  const rowName = useHostLabel()
  const removeHosts = useRemoveHosts()
  const change = (part: Partial<HostDraft>) => editor.update(host.id, part, `panel.${host.id}`)
  return (
    <Dialog
      open
      onClose={onClose}
      shape="side"
      title={rowName(host, index)}
      footer={
        <>
          <Button
            variant="quiet"
            icon={Trash2}
            className="mr-auto text-fail"
            onClick={() => {
              onClose()
              removeHosts(new Set([host.id]))
            }}
          >
            {t('remove')}
          </Button>
          <Button variant="primary" onClick={onClose}>
            {t('panel.done')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <div id={hostFieldKey(host.id, 'checks')} tabIndex={-1} className="flex flex-col gap-4 outline-none">
          <ConnectionResult
            host={host}
            test={connectionTests.get(host.id) ?? NOT_TESTED}
            onRetry={() => retryConnection(host.id)}
            onForget={() => change({ hostKey: '' })}
          />
          <HostFailures failures={failures.get(host.id) ?? []} />
        </div>
        <div>
          {(['name', 'address', ...clusterAddressFields(network.families), 'port'] as const).map((field) => (
            <PanelField key={field} field={field} host={host} onChange={change} />
          ))}
        </div>
        <PanelRoles host={host} onChange={change} />
        <Switch
          {...(!hasCells('taskbox') && { id: hostFieldKey(host.id, 'taskbox') })}
          checked={host.taskbox}
          onChange={(on) => editor.setTaskbox(host.id, on)}
          label={t('panel.taskbox')}
          hint={t('panel.taskboxHint')}
        />
        {!host.taskbox && (
          <fieldset className="flex flex-col gap-3 border-t border-line pt-4">
            <legend className="sr-only">{t('panel.login')}</legend>
            <Switch
              checked={host.sharedLogin}
              onChange={(sharedLogin) => change({ sharedLogin })}
              label={t('panel.shared')}
              hint={t('panel.sharedHint')}
            />
            {!host.sharedLogin && (
              <LoginFields narrow base={`hosts.${host.id}`} value={host} onChange={change} />
            )}
            <AllowSha1 checked={host.allowSha1} onChange={(allowSha1) => change({ allowSha1 })} />
            <RouteChoice
              base={hostFieldKey(host.id, 'bastion')}
              bastion={host.bastion}
              onChange={(bastion) => change({ bastion })}
            />
          </fieldset>
        )}
      </div>
    </Dialog>
  )
}

function PanelField({
  field,
  host,
  onChange,
}: {
  field: 'name' | 'address' | ClusterAddressField | 'port'
  host: HostDraft
  onChange: (part: Partial<HostDraft>) => void
}) {
  const key = hostFieldKey(host.id, field)
  const [inTable] = useState(() => hasCells(field))
  const { id: _, ...validated } = useValidatedField(key)
  const { placeholder, ...texts } = useFieldTexts(`hosts.fields.${field}`)
  return (
    <TextField
      {...texts}
      {...validated}
      // The table's cell already has the field's id.
      id={inTable ? `panel.${key}` : key}
      mono
      {...(field === 'port' && { inputMode: 'numeric' })}
      placeholder={(field === 'ip' && host.address) || (placeholder ?? '')}
      value={host[field]}
      onChange={(value) => onChange({ [field]: value })}
    />
  )
}

function PanelRoles({ host, onChange }: { host: HostDraft; onChange: (part: Partial<HostDraft>) => void }) {
  const t = useTranslations('hosts')
  const { roles, roleLabel } = useHostsActions()
  const offersEtcd = String(roles.includes('etcd'))
  const note = useFieldNote(hostFieldKey(host.id, 'roles'))
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t('fields.roles.label')}</legend>
      <div className="flex flex-col gap-2">
        {roles.map((role) => (
          <Checkbox
            key={role}
            checked={host.roles.includes(role)}
            onChange={(on) => onChange({ roles: withRole(host, role, on).roles })}
            label={roleLabel(role)}
            hint={t(`roleHints.${role}`, { offersEtcd })}
          />
        ))}
      </div>
      <FieldMessage id={`panel.${host.id}.roles-note`} note={note} lines={1} />
    </fieldset>
  )
}

function ConnectionResult({
  host,
  test,
  onRetry,
  onForget,
}: {
  host: HostDraft
  test: ConnectionTest
  onRetry: () => void
  onForget: () => void
}) {
  const t = useTranslations('hosts.panel')
  const retryButton = (
    <Button size="small" icon={RotateCw} onClick={onRetry}>
      {t('again')}
    </Button>
  )
  const pinned = host.hostKey !== '' && (
    <p className="mt-1 text-sm">
      <span className="text-muted">{t('trustedKey')}</span>{' '}
      <code className="font-mono text-xs break-all">{host.hostKey}</code>
    </p>
  )
  const { tone, icon } = connectionStatus(test)
  const notice = { tone, shape: icon }
  switch (test.state) {
    case 'untested':
      return <Notice {...notice}>{t('untested')}</Notice>
    case 'scheduled':
    case 'testing':
      return <Notice {...notice}>{t('testing')}</Notice>
    case 'connected':
      return (
        <Notice {...notice} title={t('connected')} actions={retryButton}>
          <p className="text-sm">
            <FactsText facts={test.facts} />
          </p>
          <p className="font-mono text-sm text-muted">
            {test.facts.hostname} · {test.facts.addresses.join(', ')}
          </p>
          {pinned}
        </Notice>
      )
    case 'failed':
      if (test.failure.kind === 'host-key-unknown')
        return (
          <Notice {...notice} title={t('key')}>
            <code className="font-mono text-xs break-all">
              {String(test.failure.facts.fingerprint ?? '')}
            </code>
          </Notice>
        )
      return (
        <>
          <FailureNotice failure={test.failure} actions={retryButton} />
          {test.failure.kind === 'host-key-changed' && (
            <Button size="small" onClick={onForget}>
              {t('removeKey')}
            </Button>
          )}
        </>
      )
  }
}

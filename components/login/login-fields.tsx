'use client'

import { FileKey } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { FileButton } from '@/components/ui/button/file-button'
import { SecretField } from '@/components/ui/form/secret-field'
import { Segmented } from '@/components/ui/form/segmented'
import { TextField } from '@/components/ui/form/text-field'
import { useFieldTexts, useValidatedField } from '@/components/wizard/draft/draft-fields'
import type { LoginDraft, SecretField as SecretName } from '@/lib/cluster/draft/draft'
import { ROOT } from '@/lib/cluster/draft/draft-defaults'

type Method = 'password' | 'key'

/**
 * The login for a machine: user, password or private key, and the sudo password of a user other than root. Fields of the
 * other method stay visible while they have a value, since the value is used too.
 */
export function LoginFields({
  value,
  onChange,
  base,
  narrow = false,
  texts = 'hosts.login.fields',
  sudo = true,
}: {
  value: LoginDraft
  onChange: (change: Partial<LoginDraft>) => void
  /** Field key of the login, such as `taskbox`, `login`, `hosts.h3`. */
  base: string
  /** One column, for a side panel. */
  narrow?: boolean
  /** Prefix of the fields' message keys. */
  texts?: string
  /** Whether to include the sudo password. */
  sudo?: boolean
}) {
  const t = useTranslations('hosts.login')
  const [method, setMethod] = useState<Method>(value.privateKey ? 'key' : 'password')
  const root = (value.user.trim() || ROOT) === ROOT
  const visible = {
    password: method === 'password' || value.password !== '',
    privateKey: method === 'key' || value.privateKey !== '',
    passphrase: method === 'key' || value.passphrase !== '',
    sudoPassword: sudo && (!root || value.sudoPassword !== ''),
  }
  const secret = (field: SecretName, extra: { multiline?: boolean; optional?: string } = {}) => (
    <LoginSecret
      {...extra}
      texts={texts}
      field={field}
      base={base}
      value={value[field]}
      onChange={onChange}
    />
  )
  return (
    <div className={narrow ? 'grid gap-x-4' : 'grid gap-x-4 sm:grid-cols-2'}>
      <LoginUser texts={texts} base={base} value={value.user} onChange={onChange} />
      <div className="mb-3">
        <Segmented
          label={t('method')}
          value={method}
          onChange={setMethod}
          options={[
            { value: 'password', label: t('methods.password') },
            { value: 'key', label: t('methods.key') },
          ]}
        />
      </div>
      {visible.password && secret('password')}
      {visible.privateKey && (
        <div className={narrow ? '' : 'sm:col-span-2'}>
          {secret('privateKey', { multiline: true })}
          <KeyFileButton base={base} onRead={(privateKey) => onChange({ privateKey })} />
        </div>
      )}
      {visible.passphrase && secret('passphrase', { optional: t('optional') })}
      {visible.sudoPassword && secret('sudoPassword', { optional: t('optional') })}
    </div>
  )
}

function LoginUser({
  texts,
  base,
  value,
  onChange,
}: {
  texts: string
  base: string
  value: string
  onChange: (change: Partial<LoginDraft>) => void
}) {
  const validated = useValidatedField(`${base}.user`)
  return (
    <WithHelp texts={`${texts}.user`}>
      <TextField
        {...useFieldTexts(`${texts}.user`)}
        {...validated}
        mono
        value={value}
        onChange={(user) => onChange({ user })}
      />
    </WithHelp>
  )
}

function LoginSecret({
  texts,
  field,
  base,
  value,
  onChange,
  ...rest
}: {
  texts: string
  field: SecretName
  base: string
  value: string
  onChange: (change: Partial<LoginDraft>) => void
  multiline?: boolean
  optional?: string
}) {
  const validated = useValidatedField(`${base}.${field}`)
  return (
    <WithHelp texts={`${texts}.${field}`}>
      <SecretField
        {...useFieldTexts(`${texts}.${field}`)}
        {...validated}
        {...rest}
        value={value}
        onChange={(next) => onChange({ [field]: next })}
      />
    </WithHelp>
  )
}

function WithHelp({ texts, children }: { texts: string; children: ReactNode }) {
  return (
    <div data-help={`${texts}.help`} className="min-w-0">
      {children}
    </div>
  )
}

/** Well above the size of a private key. */
const MAX_KEY_BYTES = 65_536

/** Reads a private key from a file. */
function KeyFileButton({ base, onRead }: { base: string; onRead: (key: string) => void }) {
  const t = useTranslations('hosts.login')
  return (
    <div className="-mt-6 mb-3 flex justify-end">
      <FileButton
        icon={FileKey}
        label={t('fromFile')}
        maxBytes={MAX_KEY_BYTES}
        onRead={onRead}
        id={`${base}.keyFile`}
      />
    </div>
  )
}

'use client'

import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { TextField } from '@/components/ui/form/text-field'
import { useFieldTexts, useValidatedField } from '@/components/wizard/draft/draft-fields'
import type { BastionDraft } from '@/lib/cluster/draft/draft'
import { AllowSha1 } from './allow-sha1'
import { LoginFields } from './login-fields'

const TEXTS = 'hosts.bastion.fields'

/** The address and the login of a bastion. */
export function BastionFields({
  value,
  onChange,
  base,
  narrow = false,
}: {
  value: BastionDraft
  onChange: (change: Partial<BastionDraft>) => void
  /** Field key of the bastion: `bastion`, `taskbox.bastion`, `hosts.h3.bastion`. */
  base: string
  /** One column, for a side panel. */
  narrow?: boolean
}) {
  const t = useTranslations('hosts.bastion')
  return (
    <div>
      <div className={narrow ? 'grid gap-x-4' : 'grid gap-x-4 sm:grid-cols-[1fr_8rem]'}>
        <BastionField field="address" base={base} value={value.address} onChange={onChange} />
        <BastionField field="port" base={base} value={value.port} onChange={onChange} />
      </div>
      <LoginFields
        base={base}
        narrow={narrow}
        texts={TEXTS}
        sudo={false}
        value={{ ...value, sudoPassword: '' }}
        onChange={({ sudoPassword: _, ...change }) => onChange(change)}
      />
      <div className="mb-3">
        <AllowSha1 checked={value.allowSha1} onChange={(allowSha1) => onChange({ allowSha1 })} />
      </div>
      {value.hostKey !== '' && (
        <p className="mb-3 flex flex-wrap items-center gap-x-2 text-sm">
          <span className="text-muted">{t('trustedKey')}</span>
          <code className="min-w-0 font-mono text-xs break-all">{value.hostKey}</code>
          <Button size="small" variant="quiet" onClick={() => onChange({ hostKey: '' })}>
            {t('removeKey')}
          </Button>
        </p>
      )}
    </div>
  )
}

function BastionField({
  field,
  base,
  value,
  onChange,
}: {
  field: 'address' | 'port'
  base: string
  value: string
  onChange: (change: Partial<BastionDraft>) => void
}) {
  const validated = useValidatedField(`${base}.${field}`)
  return (
    <div data-help={`${TEXTS}.${field}.help`} className="min-w-0">
      <TextField
        {...useFieldTexts(`${TEXTS}.${field}`)}
        {...validated}
        mono
        {...(field === 'port' && { inputMode: 'numeric' })}
        value={value}
        onChange={(next) => onChange({ [field]: next })}
      />
    </div>
  )
}

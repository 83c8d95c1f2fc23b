/** The second factors of an account, as its endpoint lists them. */
import { call, type FactorMethod } from '../../shared/api.ts'
import type { FieldInfos } from '../../shared/form.tsx'
import { words } from '../words/words.ts'

export interface Factor {
  readonly id: string
  readonly kind: 'totp' | 'passkey'
  /** Empty where its owner gave it none. */
  readonly name: string
  readonly created_at: string
  readonly last_used_at: string | null
  readonly synced: boolean | null
}

export interface Factors {
  readonly factors: readonly Factor[]
  readonly methods: readonly FactorMethod[]
  readonly recovery_codes: number
  readonly required: boolean
  readonly trusts_devices: boolean
}

/** What the answer to a new factor has beside it: of the first one, recovery codes. */
export interface Added {
  readonly recovery_codes: readonly string[]
}

export function nameOf({ kind, name }: Factor): string {
  const text = words().security
  return name || (kind === 'totp' ? text.app : text.passkey)
}

const withPassword: FieldInfos = { current_password: { type: 'string', required: true, read_only: false } }

/** What the owner types before a factor changes: the password, where the account has one. */
export async function loadOwnerFields(): Promise<FieldInfos> {
  const outcome = await call<{ readonly actions?: { readonly POST?: FieldInfos } }>('password_change', {
    method: 'OPTIONS',
  })
  const hasPassword = !outcome.ok || outcome.data.actions?.POST?.old_password?.required !== false
  return hasPassword ? withPassword : {}
}

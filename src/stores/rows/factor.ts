/** Reads the rows of second factors and of trusted devices. */
import type { EnrolledFactor, PasskeyFactor, TotpFactor } from '../../features/mfa/factor.ts'
import type { FactorSummary } from '../../features/mfa/store.ts'
import type { TrustedDevice } from '../../features/mfa/trusted-device.ts'
import type { FactorFailures } from '../transactions/factor-statements.ts'
import { type Row, toMoment, toUserId } from './row.ts'

export function toFactor(row: Row): EnrolledFactor {
  return row.kind === 'passkey' ? toPasskey(row) : toTotp(row)
}

function toTotp(row: Row): TotpFactor {
  return {
    kind: 'totp',
    ...whatAllHave(row),
    secret: String(row.secret),
    confirmedAt: toMoment(row.confirmed_at),
    lastStep: Number(row.last_step),
  }
}

export function toPasskey(row: Row): PasskeyFactor {
  return {
    kind: 'passkey',
    ...whatAllHave(row),
    credentialId: toBytes(row.credential_id),
    publicKey: toBytes(row.public_key),
    algorithm: Number(row.algorithm) as PasskeyFactor['algorithm'],
    counter: Number(row.counter),
    isBackupEligible: Boolean(row.is_backup_eligible),
    isBackedUp: Boolean(row.is_backed_up),
    transports: String(row.transports).split(' ').filter(Boolean),
    aaguid: String(row.aaguid),
  }
}

function whatAllHave(row: Row) {
  return {
    id: String(row.id),
    userId: toUserId(row.user_id),
    name: String(row.name),
    createdAt: Number(row.created_at),
    lastUsedAt: toMoment(row.last_used_at),
  }
}

export function toFactorSummary(row: Row | undefined): FactorSummary {
  return {
    hasTotp: Boolean(row?.has_totp),
    passkeys: Number(row?.passkeys),
    recoveryCodes: Number(row?.recovery_codes),
  }
}

export function toFactorFailures(row: Row): FactorFailures {
  return { inRow: Number(row.failures), recent: Number(row.recent_failures), lastAt: toMoment(row.last_failure_at) }
}

export function toDevice(row: Row): TrustedDevice {
  return {
    id: String(row.id),
    userId: toUserId(row.user_id),
    address: String(row.address),
    userAgent: String(row.user_agent),
    trustedAt: Number(row.trusted_at),
    lastUsedAt: Number(row.last_used_at),
    expiresAt: Number(row.expires_at),
  }
}

/** A driver gives bytes or a Buffer. */
export function toBytes(column: unknown): Uint8Array {
  return Uint8Array.from(column as Uint8Array)
}

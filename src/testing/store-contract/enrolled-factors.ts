/** Second factors as the contract's tests add them, and what they leave. */
import assert from 'node:assert/strict'
import type { PasskeyFactor, TotpFactor } from '../../features/mfa/factor.ts'
import type { FactorChange } from '../../features/mfa/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Store } from '../../store.ts'
import { addUser, now, origin } from './opened-store.ts'

export const change: FactorChange = { now, by: origin, mail: undefined }

export const totpOf = (userId: UserId, id: string, more: Partial<TotpFactor> = {}): TotpFactor => ({
  kind: 'totp',
  id,
  userId,
  name: `name of ${id}`,
  createdAt: now,
  lastUsedAt: null,
  secret: `sealed ${id}`,
  confirmedAt: null,
  lastStep: -1,
  ...more,
})

export const passkeyOf = (userId: UserId, id: string, more: Partial<PasskeyFactor> = {}): PasskeyFactor => ({
  kind: 'passkey',
  id,
  userId,
  name: `name of ${id}`,
  createdAt: now + 1,
  lastUsedAt: null,
  credentialId: new TextEncoder().encode(`credential ${id}`),
  publicKey: Uint8Array.from([0, 1, 255]),
  algorithm: -257,
  counter: 0,
  isBackupEligible: true,
  isBackedUp: false,
  transports: ['usb', 'internal'],
  aaguid: '00000000-0000-0000-0000-000000000000',
  ...more,
})

/** An account with a confirmed authenticator app `app`. */
export async function addUserWithApp(store: Store, email = 'alice@example.com') {
  const user = await addUser(store, email)
  await store.factors.beginTotp(totpOf(user.id, `app of ${email}`))
  const confirmation = { ...change, userId: user.id, id: `app of ${email}`, step: 100, sid: undefined }
  assert.equal(await store.factors.confirmTotp(confirmation), 'confirmed')
  return { ...user, app: `app of ${email}` }
}

/** Event, reason, subject and changes of its audit rows, the oldest first. */
export async function historyOf({ audit }: Pick<Store, 'audit'>, user: UserId) {
  const { entries } = await audit.list({ user, limit: 1000 })
  return entries
    .toSorted((one, other) => one.id - other.id)
    .filter(({ event }) => /^(factor|recovery|device)/.test(event))
    .map(({ event, reason, subject, changes }) => [event, reason, subject, changes].filter(part => part !== undefined))
}

/** Kind and recipient of each that waits. */
export async function mailsOf({ outbox }: Pick<Store, 'outbox'>) {
  return (await outbox.list({ limit: 100 })).mails.map(({ kind, to }) => `${kind} ${to}`)
}

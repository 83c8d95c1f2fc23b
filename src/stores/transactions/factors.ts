/** Implements the FactorStore port: second factors are added, shown and removed. */
import type { EnrolledFactor, PasskeyFactor, TotpFactor } from '../../features/mfa/factor.ts'
import type { FactorChange, FactorStore, TotpConfirmation } from '../../features/mfa/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { audit } from './effects.ts'
import { attachMail } from './mail-links.ts'
import { noteFactors } from './note-factors.ts'
import { reserveFactor } from './reserve-factor.ts'
import type { Runner, Steps, Tx } from './transaction.ts'
import { forgetDevice, forgetDevicesOf, trustDevice } from './trusted-devices.ts'

export function createFactorStore({ read, write }: Runner): FactorStore {
  return {
    listOf: userId => read(tx => tx.listFactors(userId)),
    summaryOf: userId => read(tx => tx.summarizeFactors(userId)),
    findPasskey: credentialId => read(tx => tx.findPasskey(credentialId)),
    beginTotp: factor => write(tx => beginTotp(tx, factor)),
    confirmTotp: confirmation => write(tx => confirmTotp(tx, confirmation)),
    useTotp: (id, step, now) => write(tx => tx.useTotp(id, step, now)),
    resealTotp: (id, from, to) => write(tx => tx.resealTotp(id, from, to)),
    addPasskey: (factor, limit, change) => write(tx => addPasskey(tx, factor, limit, change)),
    renamePasskey: (userId, id, name, change) => write(tx => renamePasskey(tx, userId, { id, name }, change)),
    usePasskey: use => write(tx => tx.usePasskey(use)),
    remove: (userId, id, change) => write(tx => removeFactor(tx, userId, id, change)),
    removeAll: (userId, change) => write(tx => removeFactors(tx, userId, change)),
    replaceRecoveryCodes: (userId, digests, change) => write(tx => replaceCodes(tx, userId, digests, change)),
    useRecoveryCode: (userId, digest, change) => write(tx => useCode(tx, userId, digest, change)),
    // Read first: almost always it is there.
    handleOf: async (userId, fresh) =>
      (await read(tx => tx.findFactorHandle(userId))) ??
      (await write(tx => tx.keepFactorHandle(userId, fresh))) ??
      fresh,
    reserve: attempt => write(tx => reserveFactor(tx, attempt)),
    succeed: userId => write(tx => succeed(tx, userId)),
    requiredSince: async (userId, now) =>
      (await read(tx => tx.findRequiredSince(userId))) ?? (await write(tx => tx.keepRequiredSince(userId, now))) ?? now,
    trustDevice: (device, limit) => write(tx => trustDevice(tx, device, limit)),
    useDevice: (id, digest, now) => write(tx => tx.useDevice(id, digest, now)),
    listDevices: (userId, now) => read(tx => tx.listDevices(userId, now)),
    forgetDevice: (userId, id, change) => write(tx => forgetDevice(tx, userId, id, change)),
  }
}

function* beginTotp(tx: Tx, factor: TotpFactor): Steps<'begun' | 'exists' | 'unknown_user'> {
  const { userId } = factor
  if ((yield* tx.lockUser(userId)) === undefined) return 'unknown_user'
  if ((yield* tx.summarizeFactors(userId)).hasTotp) return 'exists'
  yield* tx.deleteWaitingTotp(userId)
  yield* tx.insertTotp(factor)
  return 'begun'
}

function* confirmTotp(tx: Tx, confirmation: TotpConfirmation): Steps<'confirmed' | 'gone'> {
  const { userId, id, sid } = confirmation
  const user = yield* tx.lockUser(userId)
  const name = user && (yield* tx.confirmTotp(confirmation))
  if (user === undefined || name === undefined) return 'gone'
  if (sid !== undefined) yield* noteFactors(tx, sid, userId, ['totp'])
  yield* auditFactor(tx, 'factor.added', { id, userId, kind: 'totp' }, confirmation, [null, name])
  yield* attachMail(tx, user, confirmation.mail)
  return 'confirmed'
}

function* addPasskey(
  tx: Tx,
  factor: PasskeyFactor,
  limit: number,
  change: FactorChange & { readonly sid: string | undefined },
): Steps<'added' | 'taken' | 'too_many' | 'unknown_user'> {
  const { userId, name } = factor
  const user = yield* tx.lockUser(userId)
  if (user === undefined) return 'unknown_user'
  if ((yield* tx.summarizeFactors(userId)).passkeys >= limit) return 'too_many'
  if (!(yield* tx.insertPasskey(factor))) return 'taken'
  if (change.sid !== undefined) yield* noteFactors(tx, change.sid, userId, ['passkey'])
  yield* auditFactor(tx, 'factor.added', factor, change, [null, name])
  yield* attachMail(tx, user, change.mail)
  return 'added'
}

function* renamePasskey(
  tx: Tx,
  userId: UserId,
  { id, name }: { readonly id: string; readonly name: string },
  change: FactorChange,
): Steps<boolean> {
  const user = yield* tx.lockUser(userId)
  const found = (yield* tx.listFactors(userId)).find(each => each.id === id)
  if (user === undefined || found?.kind !== 'passkey') return false
  if (found.name === name) return true
  yield* tx.renameFactor(id, name)
  yield* auditFactor(tx, 'factor.renamed', found, change, [found.name, name])
  yield* attachMail(tx, user, change.mail)
  return true
}

function* removeFactor(
  tx: Tx,
  userId: UserId,
  id: string,
  change: FactorChange & { readonly keepsLast: boolean },
): Steps<'removed' | 'gone' | 'last'> {
  const user = yield* tx.lockUser(userId)
  const factors = yield* tx.listFactors(userId)
  const found = factors.find(each => each.id === id)
  if (user === undefined || found === undefined) return 'gone'
  const isLast = isInUse(found) && factors.filter(isInUse).length === 1
  if (isLast && change.keepsLast) return 'last'
  yield* tx.deleteFactor(id)
  // It never was one, so there is nothing to tell of.
  if (!isInUse(found)) return 'removed'
  yield* auditFactor(tx, 'factor.removed', found, change, [found.name, null])
  if (isLast) yield* endWhatStandsIn(tx, userId, change)
  yield* attachMail(tx, user, change.mail)
  return 'removed'
}

/** All of a user, and what stands in for them. The account is free again for the next guess, too. */
export function* removeFactors(tx: Tx, userId: UserId, change: FactorChange): Steps<number | 'unknown_user'> {
  const { now, by } = change
  const user = yield* tx.lockUser(userId)
  if (user === undefined) return 'unknown_user'
  const count = (yield* tx.listFactors(userId)).filter(isInUse).length
  yield* tx.deleteFactorsOf(userId)
  yield* endWhatStandsIn(tx, userId, change)
  const wasCounting = yield* tx.clearFactorFailures(userId)
  if (count === 0 && !wasCounting) return count
  yield* audit(tx, { event: 'factor.reset', at: now, userId, changes: { factors: [count, 0] } }, by)
  if (count > 0) yield* attachMail(tx, user, change.mail)
  return count
}

/** What takes the place of a factor, where there is none any more. */
function* endWhatStandsIn(tx: Tx, userId: UserId, { now, by }: FactorChange): Steps<void> {
  yield* tx.deleteRecoveryCodes(userId)
  yield* forgetDevicesOf(tx, userId, now, by)
}

function* replaceCodes(tx: Tx, userId: UserId, digests: readonly string[], change: FactorChange): Steps<void> {
  const { now, by, mail } = change
  const user = yield* tx.lockUser(userId)
  if (user === undefined) return
  yield* tx.deleteRecoveryCodes(userId)
  yield* tx.insertRecoveryCodes(userId, digests)
  yield* audit(tx, { event: 'recovery_codes.made', at: now, userId }, by)
  yield* attachMail(tx, user, mail)
}

function* useCode(tx: Tx, userId: UserId, digest: string, { now, by, mail }: FactorChange): Steps<boolean> {
  const user = yield* tx.lockUser(userId)
  if (user === undefined || !(yield* tx.useRecoveryCode(userId, digest, now))) return false
  yield* audit(tx, { event: 'recovery_code.used', at: now, userId }, by)
  yield* attachMail(tx, user, mail)
  return true
}

function* succeed(tx: Tx, userId: UserId): Steps<void> {
  yield* tx.clearFactorFailures(userId)
}

/** One that waits for its first code counts as none. */
function isInUse(factor: EnrolledFactor): boolean {
  return factor.kind === 'passkey' || factor.confirmedAt !== null
}

function* auditFactor(
  tx: Tx,
  event: 'factor.added' | 'factor.renamed' | 'factor.removed',
  { id, userId, kind }: Pick<EnrolledFactor, 'id' | 'userId' | 'kind'>,
  { now, by }: FactorChange,
  name: readonly [old: string | null, now: string | null],
): Steps<void> {
  yield* audit(tx, { event, at: now, userId, reason: kind, subject: `factor:${id}`, changes: { name } }, by)
}

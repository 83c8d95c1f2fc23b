/** Browsers that are not asked for a second factor: trusted, and forgotten. */
import type { FactorChange } from '../../features/mfa/store.ts'
import type { TrustedDevice } from '../../features/mfa/trusted-device.ts'
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { audit, auditAll } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'

/** Not of an account that was deleted meanwhile. */
export function* trustDevice(tx: Tx, device: TrustedDevice & { readonly digest: string }, limit: number): Steps<void> {
  const { id, userId, address, userAgent, trustedAt: at } = device
  const by = { address, userAgent }
  if ((yield* tx.lockUser(userId)) === undefined) return
  yield* tx.insertDevice(device)
  yield* audit(tx, { event: 'device.trusted', at, userId, subject: subjectOf(id) }, by)
  yield* auditForgotten(tx, userId, yield* tx.deleteDevicesBeyond(userId, id, limit), at, by)
}

export function* forgetDevice(
  tx: Tx,
  userId: UserId,
  id: string,
  { now, by }: Pick<FactorChange, 'now' | 'by'>,
): Steps<boolean> {
  const isForgotten = yield* tx.deleteDevice(userId, id)
  if (isForgotten) yield* auditForgotten(tx, userId, [id], now, by)
  return isForgotten
}

/** A row for each, so that the history of a device has its end. */
export function* forgetDevicesOf(tx: Tx, userId: UserId, now: number, by?: Origin): Steps<void> {
  yield* auditForgotten(tx, userId, yield* tx.deleteDevicesOf(userId), now, by)
}

/** Of all users: what was forgotten after a backup would be trusted again by its restore. */
export function* forgetEveryDevice(tx: Tx, now: number, by?: Origin): Steps<void> {
  for (const { id, userId } of yield* tx.deleteEveryDevice()) yield* auditForgotten(tx, userId, [id], now, by)
}

function* auditForgotten(
  tx: Tx,
  userId: UserId,
  ids: readonly string[],
  at: number,
  by: Origin | undefined,
): Steps<void> {
  yield* auditAll(
    tx,
    ids.map(id => ({ event: 'device.forgotten', at, userId, subject: subjectOf(id) })),
    by,
  )
}

function subjectOf(id: string): string {
  return `device:${id}`
}

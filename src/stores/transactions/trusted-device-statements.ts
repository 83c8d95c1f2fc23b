/** Statements for browsers that are not asked for a second factor. */
import type { TrustedDevice } from '../../features/mfa/trusted-device.ts'
import type { UserId } from '../../kernel/user-id.ts'

export interface TrustedDeviceStatements {
  insertDevice(device: TrustedDevice & { readonly digest: string }): void
  /** Writes its last use, if it is still trusted. */
  useDevice(id: string, digest: string, now: number): TrustedDevice | undefined
  listDevices(userId: UserId, now: number): readonly TrustedDevice[]
  deleteDevice(userId: UserId, id: string): boolean
  /** Gives their ids. */
  deleteDevicesOf(userId: UserId): readonly string[]
  /** The ones used longest ago beyond the limit; `id` always stays. Gives their ids. */
  deleteDevicesBeyond(userId: UserId, id: string, limit: number): readonly string[]
  /** Of all users. */
  deleteEveryDevice(): readonly Pick<TrustedDevice, 'id' | 'userId'>[]
  /** Deletes some that are trusted no longer than until that time. Returns how many. */
  deleteExpiredDevices(before: number, limit: number): number
}

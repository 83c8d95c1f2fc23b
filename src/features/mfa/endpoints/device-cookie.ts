/** The cookie of a browser that was trusted: read in http/request/origin.ts. */
import { deviceCookie } from '../../../http/request/origin.ts'
import { definePrivateCookie } from '../../../http/response/private-cookie.ts'
import type { Settings } from '../../../settings/settings.ts'

export const trustedDeviceCookie = definePrivateCookie(
  deviceCookie,
  ({ trustedDeviceLifetime }: Pick<Settings, 'trustedDeviceLifetime'>) => trustedDeviceLifetime ?? 0,
)

/**
 * The cookie of a login by mail that waits for its reader: the half that stays in the browser that asked. The endpoint by
 * cookies and the page write it.
 */
import type { Settings } from '../../settings/settings.ts'
import { definePrivateCookie } from './private-cookie.ts'

export const mailLoginCookie = definePrivateCookie(
  'mail_login',
  ({ mailLoginLifetime }: Pick<Settings, 'mailLoginLifetime'>) => mailLoginLifetime,
)

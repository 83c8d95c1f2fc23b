/**
 * The cookie of an invitation that its reader looks at: the token of the link, while they log in or register. So neither
 * an address nor a log of the server has it. For an hour: long enough to register, with a look for a password.
 */
import { definePrivateCookie } from './private-cookie.ts'

export const invitationCookie = definePrivateCookie('invitation', () => 3600)

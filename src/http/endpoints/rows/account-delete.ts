/**
 * Deletes the caller's account. It takes the password, whatever token came with the request: a stolen token or an
 * unlocked browser must not be enough. Wrong passwords count as failed logins. Users without a password
 * sign in again just before.
 */
import { z } from 'zod'
import { ownPasswordField } from '../../../accounts/current-password-field.ts'
import { charField } from '../../../fields/char-field.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { isCurrentPassword } from '../../../flows/change-password.ts'
import { deleteAccount } from '../../../flows/delete-account.ts'
import { requireRecentFactor, requireRecentLogin } from '../../../flows/reauthenticate.ts'
import { hasUsablePassword } from '../../../flows/user-status.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { invalidFields, problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import type { Principal } from '../../../users/principal.ts'
import { clearSentCookies } from '../../response/cookies.ts'
import { type Endpoint, requirePrincipal } from '../endpoint.ts'

const wrongPassword = 'Current password is incorrect.'

export function accountDeleteEndpoint(settings: Settings): Endpoint {
  const input = z.object({ password: charField({ trim: settings.trimPasswords, writeOnly: true }) })
  const documented = z.object({ password: ownPasswordField(settings) })
  return {
    name: 'Account Delete',
    description: 'Deletes your account.',
    urlName: 'account_delete',
    paths: ['/api/auth/account/delete/'],
    authentication: 'any',
    permissions: [isAuthenticated],
    methods: {
      POST: {
        summary: 'Delete your account and end all its sessions.',
        input: documented,
        inputFor: async call => (hasUsablePassword(await requirePrincipal(call).user()) ? input : documented),
        readsItself: true,
        hashesPassword: 'confirmation',
        output: { status: 204 },
        fails: [
          'not_authenticated',
          'invalid',
          'recent_login_required',
          'reauthentication_required',
          'account_in_use',
          'last_owner',
          'throttled',
          'overloaded',
        ],
        async handle(system, call) {
          const principal = requirePrincipal(call)
          const user = await principal.user()
          const isRight = await isOwner(system, principal, async () => {
            const { password } = requireValid(readFields(input, await call.body()))
            return await isCurrentPassword(system, user, password)
          })
          const outcome = isRight ? await deleteAccount(system, user) : 'superseded'
          if (outcome === 'superseded') throw invalidFields({ password: [wrongPassword] })
          if (outcome === 'in_use') throw problem('account_in_use')
          if (outcome === 'last_owner') throw problem('last_owner')
          // An account that a concurrent request has deleted is deleted: that is a success, too.
          return { status: 204, cookies: clearSentCookies(call.incoming, system.settings) }
        },
      },
    },
  }
}

/** Who came by a provider has no password to give. */
async function isOwner(system: System, principal: Principal, checkPassword: () => Promise<boolean>): Promise<boolean> {
  if (hasUsablePassword(await principal.user())) {
    await requireRecentFactor(system, principal)
    return await checkPassword()
  }
  await requireRecentLogin(system, principal)
  return true
}

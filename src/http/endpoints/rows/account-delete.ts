/**
 * Deletes the caller's account. It takes the password, whatever token came with the request: a stolen token or an
 * unlocked browser must not be enough. Wrong passwords count as failed logins. Users without a password ask an
 * operator.
 */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { isCurrentPassword } from '../../../flows/change-password.ts'
import { deleteAccount } from '../../../flows/delete-account.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { invalidFields, problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { clearSentCookies } from '../../response/cookies.ts'
import { type Endpoint, requirePrincipal } from '../endpoint.ts'

const wrongPassword = 'Current password is incorrect.'

export function accountDeleteEndpoint(settings: Settings): Endpoint {
  const input = z.object({ password: charField({ trim: settings.trimPasswords, writeOnly: true }) })
  return {
    name: 'Account Delete',
    description: 'Deletes your account.',
    paths: ['/api/auth/account/delete/'],
    authentication: 'any',
    permissions: [isAuthenticated],
    methods: {
      POST: {
        summary: 'Delete your account and end all its sessions.',
        input,
        checksPassword: true,
        output: { status: 204 },
        fails: ['not_authenticated', 'invalid', 'account_in_use', 'throttled', 'overloaded'],
        async handle(system, call) {
          const user = await requirePrincipal(call).user()
          const { password } = requireValid(readFields(input, await call.body()))
          const isRight = await isCurrentPassword(system, user, password)
          const outcome = isRight ? await deleteAccount(system, user) : 'superseded'
          if (outcome === 'superseded') throw invalidFields({ password: [wrongPassword] })
          if (outcome === 'in_use') throw problem('account_in_use')
          // An account that a concurrent request has deleted is deleted: that is a success, too.
          return { status: 204, cookies: clearSentCookies(call.incoming, system.settings) }
        },
      },
    },
  }
}

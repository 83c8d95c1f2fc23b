import { accountModel } from '../../../../accounts/choose-model.ts'
import { allowAny } from '../../../../permissions/built-in.ts'
import type { Settings } from '../../../../settings/settings.ts'
import { rememberClaims, rememberShape } from '../../../response/session-cookies.ts'
import type { Endpoint } from '../../endpoint.ts'
import { messageWithUser } from '../outputs.ts'
import { registerBy } from '../register.ts'
import { pairCookies, userHeaders } from './pair-cookies.ts'

/** Registration that logs in by cookie, in both account models. */
export function cookieRegisterEndpoint(settings: Settings): Endpoint {
  const model = { ...accountModel(settings), registrationLogsIn: true }
  return {
    name: 'Cookie Register',
    description: 'User registration with cookie-based tokens.',
    urlName: 'cookie_register',
    paths: ['/api/auth/cookie/register/'],
    usesCookies: true,
    authentication: 'header',
    permissions: [allowAny],
    methods: {
      POST: {
        summary: 'Open an account and log in to it by cookies.',
        input: model.registration.extend(rememberShape),
        readsItself: true,
        hashesPassword: 'registration',
        output: { status: 201, body: messageWithUser(model), namesUser: true },
        fails: ['invalid', 'csrf_failed', 'overloaded'],
        async handle(system, call) {
          const claims = rememberClaims(await call.body())
          const { user, tokens } = await registerBy(model, system, call, () => claims)
          const body = { message: 'User registered successfully', user: model.profileBody(user) }
          if (tokens === undefined) return { status: 201, body }
          return {
            status: 201,
            body,
            headers: userHeaders(user),
            cookies: pairCookies(tokens, system.settings, call.incoming),
          }
        },
      },
    },
  }
}

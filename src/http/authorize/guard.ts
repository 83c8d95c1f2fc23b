/**
 * Guards for routes that an application serves itself: admitted and refused by the same rules as Latchkey's endpoints,
 * with the same answers. A guard does NOT answer CORS preflights, check the Host header or restrict the method: those
 * are the application's here.
 */
import type { System } from '../../system.ts'
import type { Principal } from '../../users/principal.ts'
import { createClientReader } from '../request/client-address.ts'
import type { Incoming, Outgoing } from '../request/message.ts'
import { reportFailure } from '../request/report-failure.ts'
import { createRequestScope } from '../request/request-scope.ts'
import { withTraceHeader } from '../request/trace-id.ts'
import { requireSendable } from '../response/require-sendable.ts'
import { respondProblem } from '../response/respond.ts'
import type { AccessRule } from './access-rule.ts'
import { authorize } from './authorize.ts'
import { challengeOf } from './challenge.ts'
import { authenticatorsOf } from './presets.ts'

/** What a row of the endpoint table says about access. `authentication` is `any` unless given. */
export type GuardRule = Pick<AccessRule, 'permissions'> &
  Partial<Pick<AccessRule, 'authentication' | 'invalidCredentials' | 'isStateless' | 'throttles'>>

/** `principal` is absent where the permissions allow anonymous requests and this is one. */
export type GuardResult =
  | { readonly kind: 'admitted'; readonly principal: Principal | undefined }
  | { readonly kind: 'refused'; readonly outgoing: Outgoing }

export type Guard = (incoming: Incoming) => Promise<GuardResult>

export function createGuard(system: System, { authentication = 'any', ...rest }: GuardRule): Guard {
  const { settings, random } = system
  const readClient = createClientReader(settings, random)
  const rule: AccessRule = { ...rest, authentication }
  const options = { allow: [], scheme: challengeOf(authenticatorsOf(authentication, settings), settings) }
  return async received => {
    const incoming = readClient(received)
    const scope = createRequestScope(system, incoming)
    try {
      return { kind: 'admitted', principal: await authorize(scope.system, rule, incoming) }
    } catch (error) {
      reportFailure(scope, incoming, error)
      const outgoing = requireSendable(system, incoming, respondProblem(error, options))
      return { kind: 'refused', outgoing: withTraceHeader(outgoing, incoming.traceId) }
    }
  }
}

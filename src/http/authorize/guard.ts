/**
 * Guards for routes that an application serves itself: admitted and refused by the same rules as Latchkey's endpoints,
 * with the same answers. A guard does NOT answer CORS preflights, check the Host header or restrict the method: those
 * are the application's here.
 */
import type { Permission } from '../../permissions/permission.ts'
import type { PrincipalFor } from '../../permissions/principal-for.ts'
import type { System } from '../../system.ts'
import type { Principal } from '../../users/principal.ts'
import { createClientReader } from '../request/client-address.ts'
import type { Incoming, Outgoing } from '../request/message.ts'
import { reportFailure } from '../request/report-failure.ts'
import { createServedReporter } from '../request/report-served.ts'
import { createRequestScope } from '../request/request-scope.ts'
import { withTraceHeader } from '../request/trace-id.ts'
import { requireSendable } from '../response/require-sendable.ts'
import { noMethods, respondProblem } from '../response/respond.ts'
import type { AccessRule } from './access-rule.ts'
import { authorize } from './authorize.ts'
import { challengeOf } from './challenge.ts'
import { requireAccess, undeclaredPermissions } from './default-access.ts'
import { authenticatorsOf } from './presets.ts'

/** What a row of the endpoint table says about access. `authentication` is that of `defaultAuthentication` unless given. */
export type GuardRule<P extends readonly Permission[] = readonly Permission[]> = {
  /** Those of `defaultPermissions` unless given. */
  readonly permissions?: P
} & Partial<Pick<AccessRule, 'authentication' | 'invalidCredentials' | 'isStateless' | 'throttles'>>

/** `principal` is absent where the permissions allow anonymous requests and this is one. */
export type GuardResult<P extends Principal | undefined = Principal | undefined> =
  | {
      readonly kind: 'admitted'
      readonly principal: P
      /**
       * A guard knows only that the request may go on, not how your route answers it. With `accessLog` an adapter calls
       * this with the status when the answer has been sent; without, there is nothing to call.
       */
      readonly reportServed?: (status: number) => void
    }
  | { readonly kind: 'refused'; readonly outgoing: Outgoing }

/** Decides about a request to a route of your own. Adapters call it; `auth.guard(rule)` makes one. */
export type Guard<P extends Principal | undefined = Principal | undefined> = (
  incoming: Incoming,
) => Promise<GuardResult<P>>

export function createGuard<const P extends readonly Permission[]>(
  system: System,
  { authentication = 'default', permissions = undeclaredPermissions as P, ...rest }: GuardRule<P>,
): Guard<PrincipalFor<P>> {
  const { settings, random } = system
  const readClient = createClientReader(settings, random)
  const authenticators = authenticatorsOf(authentication, settings)
  const required: AccessRule = requireAccess({ ...rest, permissions, authentication }, settings)
  const rule = { ...required, authentication: authenticators }
  const beginReport = createServedReporter(system)
  const { problemDocsUrl } = settings
  const options = { allow: noMethods, scheme: challengeOf(authenticators, settings), problemDocsUrl }
  return async received => {
    const incoming = readClient(received)
    const scope = createRequestScope(system, incoming)
    const report = beginReport?.(incoming)
    try {
      const principal = await authorize(scope, rule, incoming)
      // `findRefusal` has refused anonymous requests where a permission requires a principal.
      const admitted = { kind: 'admitted', principal: principal as PrincipalFor<P> } as const
      if (report === undefined) return admitted
      return { ...admitted, reportServed: status => report(status, principal?.id) }
    } catch (error) {
      reportFailure(scope, incoming, error)
      const outgoing = requireSendable(system, incoming, respondProblem(error, options))
      report?.(outgoing.status, scope.callerId)
      return { kind: 'refused', outgoing: withTraceHeader(outgoing, incoming.traceId) }
    }
  }
}

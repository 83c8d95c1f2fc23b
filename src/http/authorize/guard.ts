/**
 * Guards for routes that an application serves itself: the same question as at Latchkey's own endpoints, the same
 * answer when it is no, and the principal when it is yes.
 */
import { readTraceparent } from '../../kernel/trace-context.ts'
import type { System } from '../../system.ts'
import type { Principal } from '../../users/principal.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import { createClientReader } from '../request/client-address.ts'
import type { Incoming, Outgoing } from '../request/message.ts'
import { reportFailure } from '../request/report-failure.ts'
import { createRequestScope } from '../request/request-scope.ts'
import { respondProblem } from '../response/respond.ts'
import { authorize } from './authorize.ts'

/** What a row of the endpoint table says of who may ask. Where tokens are looked for is `any` unless given. */
export type GuardRule = Pick<Endpoint, 'permissions'> &
  Partial<Pick<Endpoint, 'authentication' | 'invalidCredentials' | 'isStateless' | 'throttles'>>

export type Admission =
  /** `principal` is absent where the permissions let anybody in and nobody authenticated. */
  | { readonly kind: 'admitted'; readonly principal: Principal | undefined }
  | { readonly kind: 'refused'; readonly outgoing: Outgoing }

export type Guard = (incoming: Incoming) => Promise<Admission>

/** Does NOT answer CORS preflights, check the Host header or judge the method: those are the application's here. */
export function createGuard(system: System, rule: GuardRule): Guard {
  const readClient = createClientReader(system.settings)
  const row: Endpoint = { name: '', description: '', paths: [], authentication: 'any', methods: {}, ...rule }
  const shape = { allow: [], scheme: system.settings.authHeaderTypes[0] ?? 'Bearer' }
  return async received => {
    const traceId = received.traceId ?? readTraceparent(received.header('traceparent')) ?? system.random.uuidHex()
    const incoming = readClient(received, traceId)
    const scope = createRequestScope(system, incoming)
    try {
      return { kind: 'admitted', principal: await authorize(scope.system, row, incoming) }
    } catch (error) {
      reportFailure(scope, incoming, error)
      const outgoing = respondProblem(error, shape)
      return { kind: 'refused', outgoing: { ...outgoing, headers: [...outgoing.headers, ['Latchkey-Trace', traceId]] } }
    }
  }
}

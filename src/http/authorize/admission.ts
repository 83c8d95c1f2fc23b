/**
 * Whether a request is admitted: its authenticators say who is asking, its permissions whether that is allowed.
 * Endpoints, guards and sockets ask here and get one of three answers. It trusts authenticators to verify the
 * credentials that they find, and does NOT count requests.
 */
import { findRefusal, type Permission } from '../../permissions/permission.ts'
import { AuthError } from '../../problems.ts'
import type { Needs, System } from '../../system.ts'
import type { Principal } from '../../users/principal.ts'
import type { Incoming } from '../request/message.ts'
import type { RequestScope } from '../request/request-scope.ts'
import type { AdmissionRule } from './access-rule.ts'
import { permissionError } from './permission-error.ts'
import { createQuestion, type Naming } from './permission-question.ts'
import { authenticatorsOf } from './presets.ts'

export interface Authenticated {
  readonly kind: 'authenticated'
  readonly principal: Principal
}

export interface Anonymous {
  readonly kind: 'anonymous'
  /** Why the credentials that a browser attached by itself are not valid: the answer where anonymous is not enough. */
  readonly invalid?: AuthError
}

export interface Refused {
  readonly kind: 'refused'
  readonly error: AuthError
}

export type Admission = Authenticated | Anonymous | Refused

/** Throws unforeseen errors only. The caller is noted also where a permission then refuses the request, or fails. */
export async function admit(
  scope: Pick<RequestScope, 'system' | 'noteCaller'>,
  rule: AdmissionRule,
  incoming: Incoming,
): Promise<Admission> {
  const { system } = scope
  try {
    const caller = await identifyCaller(system, rule, incoming)
    if (caller.kind === 'authenticated') scope.noteCaller(caller.principal)
    return await admitCaller(system, caller, rule.permissions, incoming)
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    const { userId } = error.evidence
    // Good credentials, of another user than the page means.
    if (error.code === 'signed_in_as_another' && (typeof userId === 'number' || typeof userId === 'string'))
      scope.noteCaller({ id: userId })
    return { kind: 'refused', error }
  }
}

type Deciding = Needs<'settings' | 'secondFactors' | 'memberships'>

/** Asks the permissions alone, about a caller who is known: at once, where they know at once. Throws what they throw. */
export function admitCaller(
  system: Deciding,
  caller: Authenticated | Anonymous,
  permissions: readonly Permission[],
  about: Naming & Pick<Incoming, 'method'>,
): Admission | Promise<Admission> {
  const refusal = findRefusal(permissions, createQuestion(system, principalOf(caller), about.method, about))
  return refusal === undefined ? caller : refuseUnlessNone(system, caller, refusal)
}

async function refuseUnlessNone(
  system: Deciding,
  caller: Authenticated | Anonymous,
  asked: ReturnType<typeof findRefusal>,
): Promise<Admission> {
  const [refusal, principal] = [await asked, principalOf(caller)]
  if (refusal === undefined) return caller
  const invalid = caller.kind === 'anonymous' ? caller.invalid : undefined
  if (invalid !== undefined) return { kind: 'refused', error: invalid }
  const isStepUp = refusal.stepUp !== undefined && principal !== undefined
  const methods = isStepUp ? await system.secondFactors.methodsOf(principal) : undefined
  return { kind: 'refused', error: permissionError(refusal, principal, methods) }
}

function principalOf(caller: Authenticated | Anonymous): Principal | undefined {
  return caller.kind === 'authenticated' ? caller.principal : undefined
}

async function identifyCaller(
  system: System,
  { authentication, invalidCredentials, isStateless }: AdmissionRule,
  incoming: Incoming,
): Promise<Authenticated | Anonymous> {
  for (const authenticator of authenticatorsOf(authentication, system.settings)) {
    try {
      const principal = await authenticator.authenticate(system, incoming, { isStateless })
      if (principal !== undefined) return { kind: 'authenticated', principal }
    } catch (error) {
      if (!(error instanceof AuthError) || error.status !== 401) throw error
      if (authenticator.isAmbient === true) return { kind: 'anonymous', invalid: error }
      if (invalidCredentials === 'ignore') return { kind: 'anonymous' }
      throw error
    }
  }
  return { kind: 'anonymous' }
}

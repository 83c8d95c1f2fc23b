/** What is known of a row before any request asks for it: worked out once, when it is first asked. */
import { allowAny } from '../../permissions/built-in.ts'
import type { Settings } from '../../settings/settings.ts'
import type { AccessRule } from '../authorize/access-rule.ts'
import { challengeOf } from '../authorize/challenge.ts'
import { throttlesOf } from '../authorize/limits.ts'
import { authenticatorsOf } from '../authorize/presets.ts'
import { allowedMethods } from '../response/allowed-methods.ts'
import type { ResponseOptions } from '../response/respond.ts'
import type { Endpoint, Method } from './endpoint.ts'

export interface PreparedRow {
  readonly options: ResponseOptions
  /** Its authenticators by themselves, not by the name of a list. */
  readonly rule: AccessRule
  /** No credentials are looked for, no request is refused, and none is counted: there is nothing to decide. */
  readonly isOpen: boolean
}

/** `settings` are those of one Auth, and never change. */
export function createRowPreparer(settings: Settings): (endpoint: Endpoint) => PreparedRow {
  const prepared = new WeakMap<Endpoint, PreparedRow>()
  return endpoint => {
    const known = prepared.get(endpoint)
    if (known !== undefined) return known
    const row = prepareRow(endpoint, settings)
    prepared.set(endpoint, row)
    return row
  }
}

function prepareRow(endpoint: Endpoint, settings: Settings): PreparedRow {
  const authenticators = authenticatorsOf(endpoint.authentication, settings)
  return {
    options: {
      allow: allowedMethods(endpoint),
      scheme: challengeOf(authenticators, settings),
      problemDocsUrl: settings.problemDocsUrl,
    },
    rule: { ...endpoint, authentication: authenticators },
    isOpen:
      authenticators.length === 0 &&
      endpoint.usesCookies !== true &&
      endpoint.permissions.every(permission => permission === allowAny) &&
      throttlesOf(endpoint, settings).length === 0,
  }
}

/** Nothing is counted or read before its handler is called. */
export function isPlain({ countsAsChange, hashesPassword, input, query }: Method): boolean {
  return [countsAsChange, hashesPassword, input, query].every(declared => declared === undefined)
}

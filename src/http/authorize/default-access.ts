/**
 * What a row of the application, or a guard, has unless it declares it: the defaults of the settings. A row without
 * permissions and without a default is refused at the start: DRF would open it to everyone.
 */
import {
  allowAny,
  isAdminOrReadOnly,
  isAdminUser,
  isAuthenticated,
  isAuthenticatedOrCreateOnly,
  isAuthenticatedOrReadOnly,
} from '../../permissions/built-in.ts'
import { definePermission } from '../../permissions/define-permission.ts'
import type { Permission } from '../../permissions/permission.ts'
import { ConfigurationError, type ConfigurationFault } from '../../settings/configuration-error.ts'
import type { Settings } from '../../settings/settings.ts'
import { parseRate } from '../../throttles/rate.ts'
import type { Throttle } from '../../throttles/throttle.ts'
import type { AccessRule } from './access-rule.ts'
import { findPolicyFaults, type PolicySettings } from './policy-faults.ts'

/** Stands for permissions that were not declared. It refuses everything, should it ever be asked. */
export const undeclaredPermissions: readonly Permission[] = Object.freeze([definePermission('Undeclared', () => false)])

type DefaultSettings = Pick<Settings, 'defaultPermissions' | 'throttleRates'>
type Access = Pick<AccessRule, 'permissions' | 'throttles'>

const byName = {
  AllowAny: allowAny,
  IsAuthenticated: isAuthenticated,
  IsAdminUser: isAdminUser,
  IsAuthenticatedOrReadOnly: isAuthenticatedOrReadOnly,
  IsAdminOrReadOnly: isAdminOrReadOnly,
  IsAuthenticatedOrCreateOnly: isAuthenticatedOrCreateOnly,
} as const satisfies Readonly<Record<string, Permission>>

export function withDefaultAccess<Rule extends Access>(rule: Rule, settings: DefaultSettings): Rule {
  const { defaultPermissions, throttleRates } = settings
  const isUndeclared = rule.permissions === undeclaredPermissions
  const defaults = defaultPermissions?.map(each => (typeof each === 'string' ? byName[each] : each))
  return {
    ...rule,
    permissions: (isUndeclared ? defaults : undefined) ?? rule.permissions,
    ...(rule.throttles === undefined ? {} : { throttles: rule.throttles.map(each => withRate(each, throttleRates)) }),
  }
}

function withRate(throttle: Throttle, rates: Settings['throttleRates']): Throttle {
  const rate = rates[throttle.scope]
  return throttle.rate !== undefined || rate === undefined ? throttle : { ...throttle, rate: parseRate(rate) }
}

/** What is missing after the defaults, and what no setting declares: `where` names the row in messages. */
export function findAccessFaults(rule: Access, settings: PolicySettings, where: string): readonly ConfigurationFault[] {
  const fault = (what: string, fix: string) => ({ setting: where, source: 'createAuth', what, fix })
  const open = rule.permissions === undeclaredPermissions
  const scopes = (rule.throttles ?? []).filter(({ rate }) => rate === undefined).map(({ scope }) => scope)
  return [
    ...(open
      ? [
          fault(
            'has no list of permissions',
            "write permissions: [isAuthenticated], or [allowAny] for everyone, or set defaultPermissions: ['IsAuthenticated']",
          ),
        ]
      : []),
    ...scopes.map(scope =>
      fault(`has a throttle of the scope ${scope} without a rate`, `set throttleRates: { ${scope}: '100/day' }`),
    ),
    ...findPolicyFaults(rule.permissions, settings).map(({ what, fix }) => fault(what, fix)),
  ]
}

/** The rule of a guard with its defaults. Throws ConfigurationError for what is missing. */
export function requireAccess<Rule extends Access>(rule: Rule, settings: DefaultSettings & PolicySettings): Rule {
  const complete = withDefaultAccess(rule, settings)
  const faults = findAccessFaults(complete, settings, 'a guard')
  if (faults.length > 0) throw new ConfigurationError(faults)
  return complete
}

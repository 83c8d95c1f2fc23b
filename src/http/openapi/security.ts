/**
 * How documents describe who has access: each authenticator of a row says its own scheme. The document names no scheme
 * that no row uses, and says nothing about authenticators that describe themselves with none.
 */
import type { Settings } from '../../settings/settings.ts'
import type { SecurityRequirement } from '../authorize/authenticator.ts'
import { authenticatorsOf } from '../authorize/presets.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import type { JsonSchema } from './json-schema.ts'
import { isGuarded } from './refusals.ts'

/** The `security` member of an operation; none where a scheme is needed that no authenticator describes. */
export function securityOf(settings: Settings, endpoint: Endpoint): JsonSchema {
  const schemes = requirementsOf(settings, endpoint).map(({ name }) => ({ [name]: [] }))
  if (authenticatorsOf(endpoint.authentication, settings).length === 0) return { security: [] }
  // `{}` is an anonymous request: a row that allows those takes credentials all the same.
  const security = isGuarded(endpoint) ? schemes : [{}, ...schemes]
  return security.length === 0 ? {} : { security }
}

/** `components.securitySchemes`: those that the rows use. */
export function securitySchemesOf(settings: Settings, endpoints: readonly Endpoint[]): JsonSchema {
  const used = endpoints.flatMap(endpoint => requirementsOf(settings, endpoint))
  return Object.fromEntries(used.map(({ name, scheme }) => [name, scheme]))
}

function requirementsOf(settings: Settings, { authentication }: Endpoint): readonly SecurityRequirement[] {
  return authenticatorsOf(authentication, settings).flatMap(({ security }) => security?.(settings) ?? [])
}

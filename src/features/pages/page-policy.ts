/**
 * The Content-Security-Policy of a page: nothing inline, and of other origins only what the settings name. Text cannot become
 * markup (Trusted Types), should something slip through the escaping.
 */
import type { Settings } from '../../settings/settings.ts'

interface Asks {
  /** Other origins to which a form may lead: browsers check it for the redirect that answers one, too. */
  readonly forms?: readonly string[]
  /** A script of the page asks the server. */
  readonly connects?: true
}

export function pagePolicy({ brandStyle, brandLogo }: Settings, { forms = [], connects }: Asks): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${originsOf([brandStyle])}`,
    `img-src 'self'${originsOf([brandLogo])}`,
    ...(connects === true ? ["connect-src 'self'"] : []),
    `form-action 'self'${originsOf(forms)}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

function originsOf(addresses: readonly (string | undefined)[]): string {
  const whole = addresses.filter(address => address !== undefined && !address.startsWith('/'))
  return [...new Set(whole.map(address => ` ${new URL(address ?? '').origin}`))].join('')
}

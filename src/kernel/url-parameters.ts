/** What may stand behind the question mark of an address of ours. A parameter that is not known is refused: it may ask for TLS. */

/** A value that the pattern does not match is refused, with the sentence. */
export interface ParameterCheck {
  readonly pattern: RegExp
  readonly fix: string
}

/** For values that mean nothing to us: a name, a path, a password. */
export const anyValue: ParameterCheck = { pattern: /^.+$/s, fix: 'give it a value, or remove it' }

export type ReadParameters<Name extends string> =
  | { readonly ok: true; readonly values: { readonly [name in Name]?: string } }
  | { readonly ok: false; readonly what: string; readonly fix: string }

export function readParameters<Name extends string>(
  given: URLSearchParams,
  checks: Readonly<Record<Name, ParameterCheck>>,
): ReadParameters<Name> {
  const values: { [name in Name]?: string } = {}
  for (const [name, value] of given) {
    if (given.getAll(name).length > 1) return { ok: false, what: `has ${name} twice`, fix: 'remove one of them' }
    if (!isOf(checks, name)) {
      const known = Object.keys(checks).join(', ')
      return { ok: false, what: `has the parameter ${JSON.stringify(name)}, which is not known`, fix: `use ${known}` }
    }
    const { pattern, fix } = checks[name]
    if (!pattern.test(value)) return { ok: false, what: `has a ${name} that cannot be used`, fix }
    values[name] = value
  }
  return { ok: true, values }
}

function isOf<Name extends string>(checks: Readonly<Record<Name, unknown>>, name: string): name is Name {
  return Object.hasOwn(checks, name)
}

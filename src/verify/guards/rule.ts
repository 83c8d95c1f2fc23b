/** What a guard is told: whose tokens it takes, and what it requires of them. */
import type { VerifiedToken } from '../options.ts'

/** A verifier of any kind: what `createVerifier` and `createRemoteVerifier` return, or a function around one. */
export type TokenVerifier<Output = unknown> = (token: string) => VerifiedToken<Output> | Promise<VerifiedToken<Output>>

/** What a guard requires. Without any: a valid token in the `Authorization` header. */
export interface TokenRule<Output = unknown, Anonymous extends 'allowed' | undefined = undefined> {
  /**
   * Whether the claims allow the request: 403 `permission_denied` unless it returns `true`. It is not asked about
   * anonymous requests.
   */
  readonly require?: (claims: Output) => boolean | Promise<boolean>
  /** `'allowed'`: a request without a token goes on. One whose header has a token that is not valid is a 401 all the same. */
  readonly anonymous?: Anonymous
  /**
   * The name of a cookie that may hold the token, where the header has none. Browsers send it whichever page asks, so a
   * request of another site is refused (CSRF: 403 `csrf_failed`), unless its method only reads (GET, HEAD, OPTIONS).
   */
  readonly cookie?: string
}

/** The token of an admitted request: absent only where anonymous requests are allowed. */
export type TokenFor<Output, Anonymous extends 'allowed' | undefined> =
  | VerifiedToken<Output>
  | (Anonymous extends 'allowed' ? undefined : never)

const ruleNames: readonly string[] = ['require', 'anonymous', 'cookie'] satisfies readonly (keyof TokenRule)[]

/** A misspelled requirement must not silently let everyone in. */
export function refuseRule(verify: unknown, rule: object): void {
  if (typeof verify !== 'function')
    throw new TypeError('guarded: the first argument is a verifier, such as createVerifier(…)')
  for (const [name, value] of Object.entries(rule)) {
    if (!ruleNames.includes(name)) throw new TypeError(`guarded: unknown option ${JSON.stringify(name)}`)
    if (value === undefined) continue
    if (name === 'require' && typeof value !== 'function') throw new TypeError('guarded: require is no function')
    if (name === 'anonymous' && value !== 'allowed') throw new TypeError("guarded: anonymous is 'allowed', or left out")
    if (name === 'cookie' && !cookieName.test(String(value)))
      throw new TypeError('guarded: cookie is no name of a cookie')
  }
}

/** RFC 6265 section 4.1.1. */
const cookieName = /^[!#$%&'*+.^`|~\w-]+$/

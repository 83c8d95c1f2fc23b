/**
 * SimpleJWT's TokenUser: a user built from a token alone, without a database read. Always active and authenticated,
 * with no groups and no permissions; any other member is the claim of that name.
 */
export interface TokenUser {
  /** The user id claim, as a string. */
  readonly id: string
  readonly pk: string
  readonly username: string
  readonly isStaff: boolean
  readonly isSuperuser: boolean
  readonly isActive: true
  readonly isAuthenticated: true
  readonly isAnonymous: false
  /** The claim of that name, or `null`. */
  claim(name: string): unknown
  equals(other: unknown): boolean
  toString(): string
}

type Claims = Readonly<Record<string, unknown>>

export function createTokenUser(claims: Claims, userIdClaim: string): TokenUser {
  const id = String(claims[userIdClaim])
  return Object.freeze({
    id,
    pk: id,
    username: typeof claims.username === 'string' ? claims.username : '',
    isStaff: claims.is_staff === true,
    isSuperuser: claims.is_superuser === true,
    isActive: true,
    isAuthenticated: true,
    isAnonymous: false,
    claim: (name: string) => (Object.hasOwn(claims, name) ? claims[name] : null),
    equals: (other: unknown) => typeof other === 'object' && other !== null && 'pk' in other && other.pk === id,
    toString: () => `TokenUser ${id}`,
  })
}

/**
 * The caller's type behind a list of permissions: a `Principal` where one of them refuses anonymous requests, and
 * otherwise perhaps `undefined`. Only a list written out where it is used says so: an array in a variable may be empty.
 */
import type { Principal } from '../users/principal.ts'
import type { RequiresPrincipal } from './permission.ts'

/** `Principal` if one of the permissions requires one, else `Principal | undefined`. */
export type PrincipalFor<P extends readonly unknown[]> = [HasRequiring<P>] extends [true]
  ? Principal
  : Principal | undefined

/** Each by itself: a part that is one of two permissions requires a principal only if both do. */
type HasRequiring<P extends readonly unknown[]> = P extends readonly [infer First, ...infer Rest]
  ? [First] extends [RequiresPrincipal]
    ? true
    : HasRequiring<Rest>
  : false

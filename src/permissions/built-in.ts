/** DRF's permission classes, and those of tutorial 3, under their own names. */
import type { UserId } from '../kernel/user-id.ts'
import { defineObjectPermission, definePermission } from './define-permission.ts'
import type { ObjectPermission, Permission, PermissionQuestion, PrincipalPermission } from './permission.ts'

/** Allows every request, anonymous ones too. */
export const allowAny: Permission = definePermission('AllowAny', () => true)

/** Allows any authenticated user; anonymous requests get a 401. */
export const isAuthenticated: PrincipalPermission = definePermission('IsAuthenticated', () => true, {
  requiresPrincipal: true,
})

/** `is_staff`, read from the user's row, never from the token. */
export const isAdminUser: PrincipalPermission = definePermission('IsAdminUser', isStaff, { requiresPrincipal: true })

/** Authenticated users may do everything, anonymous requests may read (GET, HEAD, OPTIONS). */
export const isAuthenticatedOrReadOnly: Permission = definePermission(
  'IsAuthenticatedOrReadOnly',
  question => isSafe(question) || isPrincipal(question),
)

/** Staff may do everything, everyone else may read (GET, HEAD, OPTIONS). */
export const isAdminOrReadOnly: Permission = definePermission(
  'IsAdminOrReadOnly',
  question => isSafe(question) || isStaff(question),
)

/** Anyone may POST; everything else requires authentication. */
export const isAuthenticatedOrCreateOnly: Permission = definePermission(
  'IsAuthenticatedOrCreateOnly',
  question => question.method === 'POST' || isPrincipal(question),
)

/** An object with an owner in `user` or `owner`, looked up in this order as in tutorial 3. */
export type Owned = { readonly user: UserId | null } | { readonly owner: UserId | null }

/** For objects: allows the user whose id is the object's `user` or `owner`. */
export const isOwner: ObjectPermission<Owned> = defineObjectPermission('IsOwner', (question, subject: Owned) =>
  isOwnerOf(question, 'user' in subject ? subject.user : subject.owner),
)

/** For objects: the owner may change them, everyone may read. */
export const isOwnerOrReadOnly: ObjectPermission<Owned> = defineObjectPermission(
  'IsOwnerOrReadOnly',
  (question, subject: Owned) => isSafe(question) || isOwner.allowsObject(question, subject),
)

/** For an owner under another name: `isOwnerBy('author')`. */
export function isOwnerBy<const Name extends string>(
  name: Name,
): ObjectPermission<{ readonly [N in Name]: UserId | null }> {
  return defineObjectPermission(`IsOwnerBy(${name})`, (question, subject: { readonly [N in Name]: UserId | null }) =>
    isOwnerOf(question, subject[name]),
  )
}

/** Safe methods (RFC 9110 section 9.2.1). */
export function isSafe({ method }: Pick<PermissionQuestion, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

function isPrincipal({ principal }: PermissionQuestion): boolean {
  return principal !== undefined
}

async function isStaff({ principal }: PermissionQuestion): Promise<boolean> {
  return (await principal?.user())?.isStaff === true
}

/** An object without an owner belongs to no user: `null` must not match a missing principal. */
function isOwnerOf({ principal }: PermissionQuestion, owner: UserId | null): boolean {
  return principal !== undefined && owner !== null && String(principal.id) === String(owner)
}

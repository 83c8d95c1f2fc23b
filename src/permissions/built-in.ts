/** DRF's permission classes by their names, and those of tutorial 3. */
import type { UserId } from '../kernel/user-id.ts'
import { defineObjectPermission, definePermission } from './define-permission.ts'
import type { ObjectPermission, Permission, PermissionQuestion } from './permission.ts'

export const allowAny: Permission = definePermission('AllowAny', () => true)

export const isAuthenticated: Permission = definePermission('IsAuthenticated', isPrincipal)

/** `is_staff`, read from the user's row, never from the token. */
export const isAdminUser: Permission = definePermission('IsAdminUser', isStaff)

export const isAuthenticatedOrReadOnly: Permission = definePermission(
  'IsAuthenticatedOrReadOnly',
  question => isSafe(question) || isPrincipal(question),
)

export const isAdminOrReadOnly: Permission = definePermission(
  'IsAdminOrReadOnly',
  question => isSafe(question) || isStaff(question),
)

/** Anybody may send something in; to see it one has to be somebody. */
export const isAuthenticatedOrCreateOnly: Permission = definePermission(
  'IsAuthenticatedOrCreateOnly',
  question => question.method === 'POST' || isPrincipal(question),
)

/** An object that names its owner, as tutorial 3 looks for it: `user`, then `owner`. */
export type Owned = { readonly user: UserId | null } | { readonly owner: UserId | null }

export const isOwner: ObjectPermission<Owned> = defineObjectPermission('IsOwner', (question, subject: Owned) =>
  isOwnerOf(question, 'user' in subject ? subject.user : subject.owner),
)

export const isOwnerOrReadOnly: ObjectPermission<Owned> = defineObjectPermission(
  'IsOwnerOrReadOnly',
  (question, subject: Owned) => isSafe(question) || isOwner.allowsObject(question, subject),
)

/** The owner stands under another name: `isOwnerBy('author')`. */
export function isOwnerBy<const Name extends string>(
  name: Name,
): ObjectPermission<{ readonly [N in Name]: UserId | null }> {
  return defineObjectPermission(`IsOwnerBy(${name})`, (question, subject: { readonly [N in Name]: UserId | null }) =>
    isOwnerOf(question, subject[name]),
  )
}

/** Methods that change nothing. */
export function isSafe({ method }: Pick<PermissionQuestion, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

function isPrincipal({ principal }: PermissionQuestion): boolean {
  return principal !== undefined
}

async function isStaff({ principal }: PermissionQuestion): Promise<boolean> {
  return (await principal?.user())?.isStaff === true
}

/** An object without an owner is nobody's: `null` must not meet a missing principal. */
function isOwnerOf({ principal }: PermissionQuestion, owner: UserId | null): boolean {
  return principal !== undefined && owner !== null && String(principal.id) === String(owner)
}

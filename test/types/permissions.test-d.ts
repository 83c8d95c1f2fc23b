/** The objects that a permission can check are typed. Checked by `tsc`, never run. */
import {
  allOf,
  anyOf,
  defineObjectPermission,
  definePermission,
  type Endpoint,
  isAdminUser,
  isAuthenticated,
  isOwner,
  isOwnerBy,
  not,
  type ObjectPermission,
  type Permission,
  type PermissionFor,
} from 'latchkey'

type Guard = Endpoint['permissions']
const isWeekday = definePermission('IsWeekday', () => true, { message: 'Come back on Monday.' })
const isPublished = defineObjectPermission('IsPublished', (_, post: { readonly published: boolean }) => post.published)

export const requestAlone: Guard = [isAuthenticated, isWeekday, allOf(isAuthenticated, isWeekday), not(isAdminUser)]
export const plain: Permission = anyOf(isAuthenticated, isWeekday)

// @ts-expect-error an object permission on an endpoint without an object
export const noObject: Guard = [isOwner]
// @ts-expect-error the same, inside anyOf
export const composedNoObject: Guard = [anyOf(isAdminUser, isOwner)]
// @ts-expect-error the same, inside not
export const negatedNoObject: Guard = [not(isPublished)]

interface Post {
  readonly owner: number
  readonly published: boolean
}
export const onPosts: readonly PermissionFor<Post>[] = [isAuthenticated, isOwner, anyOf(isOwner, isPublished)]
// @ts-expect-error a post has no author
export const wrongObject: readonly PermissionFor<Post>[] = [isOwnerBy('author')]
// @ts-expect-error the object must have what every part needs
export const halfObject: ObjectPermission<{ readonly owner: number }> = allOf(isOwner, isPublished)

/** What a permission can guard is known to the compiler. Checked by `tsc`, never run. */
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

// @ts-expect-error a route without an object has nothing for an object permission to judge
export const noObject: Guard = [isOwner]
// @ts-expect-error nor when it is part of another
export const composedNoObject: Guard = [anyOf(isAdminUser, isOwner)]
// @ts-expect-error nor turned around
export const negatedNoObject: Guard = [not(isPublished)]

interface Post {
  readonly owner: number
  readonly published: boolean
}
export const onPosts: readonly PermissionFor<Post>[] = [isAuthenticated, isOwner, anyOf(isOwner, isPublished)]
// @ts-expect-error a post has no author
export const wrongObject: readonly PermissionFor<Post>[] = [isOwnerBy('author')]
// @ts-expect-error all that the parts need has to be there
export const halfObject: ObjectPermission<{ readonly owner: number }> = allOf(isOwner, isPublished)

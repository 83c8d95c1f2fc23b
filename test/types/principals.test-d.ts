/** Behind permissions that refuse anonymous requests, the caller is there by type. Checked by `tsc`, never run. */
import {
  type Auth,
  allOf,
  allowAny,
  anyOf,
  definePermission,
  hasModelPermissions,
  hasPermission,
  hasScope,
  isAdminUser,
  isAuthenticated,
  isAuthenticatedOrReadOnly,
  isOwner,
  not,
  type Permission,
  type Principal,
  type UserId,
} from 'latchkey'
import { findPrincipal, principalOf } from 'latchkey/express'
import { principalOf as principalInFastify } from 'latchkey/fastify'
import { guarded } from 'latchkey/fetch'

declare const auth: Auth
declare const request: Request
declare const isDebugging: boolean

const respond = (id: UserId) => Response.json({ id })

principalOf(request).id satisfies UserId
principalInFastify(request).id satisfies UserId
// @ts-expect-error a guard may have admitted an anonymous request
findPrincipal(request).id

const isActive = definePermission('IsActive', async ({ principal }) => (await principal.user()).isActive, {
  requiresPrincipal: true,
})
// @ts-expect-error without `requiresPrincipal` the request may be anonymous
definePermission('IsActive', async ({ principal }) => (await principal.user()).isActive)

guarded(auth, { permissions: [isAuthenticated] }, (_, principal) => respond(principal.id))
guarded(auth, { permissions: [isAdminUser], authentication: 'header' }, (_, { id }) => respond(id))
guarded(auth, { permissions: [hasScope('orders:read'), isAuthenticated] }, (_, { id }) => respond(id))
guarded(auth, { permissions: [isActive] }, (_, { id }) => respond(id))
guarded(auth, { permissions: [hasModelPermissions('shop', 'product')] }, (_, { id }) => respond(id))
guarded(auth, { permissions: [hasPermission('shop.add_product')] }, (_, { id }) => respond(id))
guarded(auth, { permissions: [allOf(hasScope('x'), isAuthenticated)] }, (_, { id }) => respond(id))
guarded(auth, { permissions: [anyOf(isAdminUser, allOf(isAuthenticated, hasScope('x')))] }, (_, { id }) => respond(id))

// @ts-expect-error no permission, so anyone
guarded(auth, { permissions: [] }, (_, principal) => respond(principal.id))
// @ts-expect-error anyone
guarded(auth, { permissions: [allowAny] }, (_, principal) => respond(principal.id))
// @ts-expect-error anyone may read
guarded(auth, { permissions: [isAuthenticatedOrReadOnly] }, (_, principal) => respond(principal.id))
// @ts-expect-error one of the two lets anyone in
guarded(auth, { permissions: [anyOf(isAuthenticated, allowAny)] }, (_, principal) => respond(principal.id))
// @ts-expect-error the opposite of a permission that requires a caller
guarded(auth, { permissions: [not(isAuthenticated)] }, (_, principal) => respond(principal.id))
// @ts-expect-error only while debugging it lets anyone in, but then it does
guarded(auth, { permissions: [isDebugging ? allowAny : isAuthenticated] }, (_, principal) => respond(principal.id))
// @ts-expect-error a list that may be empty
guarded(auth, { permissions: [isAuthenticated].filter(() => isDebugging) }, (_, principal) => respond(principal.id))
// @ts-expect-error a list of permissions that are not known here
guarded(auth, { permissions: [] as Permission[] }, (_, principal) => respond(principal.id))
// @ts-expect-error an object permission, also one that requires a caller
guarded(auth, { permissions: [allOf(isAuthenticated, isOwner)] }, () => respond(1))

/** The same of `auth.guard`, for adapters of your own. */
export async function admit(incoming: Parameters<Auth['dispatch']>[0]) {
  const known = await auth.guard({ permissions: [isAuthenticated] })(incoming)
  if (known.kind === 'admitted') known.principal satisfies Principal
  const open = await auth.guard({ permissions: [allowAny] })(incoming)
  // @ts-expect-error it may be anonymous
  if (open.kind === 'admitted') open.principal satisfies Principal
}

// What the platform passes beside the request reaches a guarded handler as it is declared.
const byParams = guarded(
  auth,
  { permissions: [isAuthenticated] },
  async (_, { id }, { params }: { params: Promise<{ note: string }> }) => Response.json([id, (await params).note]),
)
byParams satisfies (request: Request, context: { params: Promise<{ note: string }> }) => Promise<Response>
byParams(request, { params: Promise.resolve({ note: 'a' }), remoteAddress: '192.0.2.1' })
// @ts-expect-error the handler needs the parameters
byParams(request)
const withoutContext = guarded(auth, { permissions: [isAuthenticated] }, (_, { id }) => respond(id))
withoutContext(request)
withoutContext(request, { remoteAddress: undefined })
withoutContext satisfies (request: Request) => Promise<Response>

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Principal } from '../users/principal.ts'
import type { User } from '../users/user.ts'
import {
  allowAny,
  isAdminOrReadOnly,
  isAdminUser,
  isAuthenticated,
  isAuthenticatedOrCreateOnly,
  isAuthenticatedOrReadOnly,
  isOwner,
  isOwnerBy,
  isOwnerOrReadOnly,
} from './built-in.ts'
import { allOf, anyOf, not } from './compose.ts'
import { definePermission } from './define-permission.ts'
import { findObjectRefusal, findRefusal, type Permission, type PermissionQuestion } from './permission.ts'

const ask = (method: string, principal?: Principal): PermissionQuestion => ({ method, principal })
const person = (id: number, isStaff = false): Principal =>
  ({ id, claims: {}, sid: undefined, user: async () => ({ id, isStaff }) as User }) as Principal
const alice = person(1)
const staff = person(4, true)

test('each built-in permission allows the users that its name says', async () => {
  const table: readonly [Permission, string, boolean, boolean, boolean][] = [
    // permission, method, anonymous, alice, staff
    [allowAny, 'DELETE', true, true, true],
    [isAuthenticated, 'GET', false, true, true],
    [isAdminUser, 'GET', false, false, true],
    [isAuthenticatedOrReadOnly, 'HEAD', true, true, true],
    [isAuthenticatedOrReadOnly, 'PATCH', false, true, true],
    [isAdminOrReadOnly, 'OPTIONS', true, true, true],
    [isAdminOrReadOnly, 'POST', false, false, true],
    [isAuthenticatedOrCreateOnly, 'POST', true, true, true],
    [isAuthenticatedOrCreateOnly, 'GET', false, true, true],
  ]
  for (const [permission, method, ...expected] of table) {
    const answers = await Promise.all(
      [undefined, alice, staff].map(principal => permission.allows(ask(method, principal))),
    )
    assert.deepEqual(answers, expected, `${permission.name} ${method}`)
  }
})

test('an object belongs to its user, or else to its owner', async () => {
  assert.equal(await isOwner.allowsObject(ask('PUT', alice), { user: 1 }), true)
  assert.equal(await isOwner.allowsObject(ask('PUT', alice), { owner: '1' }), true)
  assert.equal(await isOwner.allowsObject(ask('PUT', staff), { owner: 1 }), false)
  assert.equal(await isOwnerBy('author').allowsObject(ask('PUT', alice), { author: 1 }), true)
  assert.equal(await isOwnerOrReadOnly.allowsObject(ask('GET'), { owner: 1 }), true)
  assert.equal(await isOwnerOrReadOnly.allowsObject(ask('PUT', staff), { owner: 1 }), false)
})

test('an anonymous request does not own an object without an owner', async () => {
  assert.equal(await isOwner.allowsObject(ask('PUT'), { owner: null }), false)
})

test('the first refusal decides, with its message', async () => {
  const premium = definePermission('IsPremiumUser', () => false, { message: 'Premium members only.' })
  assert.equal(await findRefusal([isAuthenticated, premium], ask('GET')), isAuthenticated)
  assert.equal((await findRefusal([isAuthenticated, premium], ask('GET', alice)))?.message, 'Premium members only.')
})

test('a composed permission loses the messages of its parts, as in DRF', async () => {
  const premium = definePermission('IsPremiumUser', () => false, { message: 'Premium members only.' })
  const refusal = await findRefusal([allOf(isAuthenticated, premium)], ask('GET', alice))
  assert.equal(refusal?.message, undefined)
  assert.equal(refusal?.name, 'allOf(IsAuthenticated, IsPremiumUser)')
})

test('allOf, anyOf and not stop at the first part that decides', async () => {
  const unreachable = definePermission('Unreachable', () => assert.fail('was asked'))
  assert.equal(await allOf(isAuthenticated, unreachable).allows(ask('GET')), false)
  assert.equal(await anyOf(allowAny, unreachable).allows(ask('GET')), true)
  assert.equal(await not(isAuthenticated).allows(ask('GET', alice)), false)
  assert.equal(await not(isAuthenticated).allows(ask('GET')), true)
})

test('anyOf(isAdminUser, isOwner) does not open objects to other users (IDOR)', async () => {
  const staffOrOwner = anyOf(isAdminUser, isOwner)
  const subject = { owner: 1 }
  assert.equal(await findObjectRefusal([staffOrOwner], ask('DELETE', alice), subject), undefined)
  assert.equal(await findObjectRefusal([staffOrOwner], ask('DELETE', staff), subject), undefined)
  assert.notEqual(await findObjectRefusal([staffOrOwner], ask('DELETE', person(2)), subject), undefined)
})

test('not(isOwner) allows the request and refuses the owner for the object', async () => {
  const isNotOwner = not(isOwner)
  assert.equal(await isNotOwner.allows(ask('POST', alice)), true)
  assert.equal(await isNotOwner.allowsObject(ask('POST', alice), { owner: 1 }), false)
  assert.equal(await isNotOwner.allowsObject(ask('POST', staff), { owner: 1 }), true)
})

test('a permission that requires a principal is not asked about an anonymous request', async () => {
  const unreachable = definePermission('Unreachable', () => assert.fail('was asked'), { requiresPrincipal: true })
  const careless = { name: 'Careless', requiresPrincipal: true, allows: () => true }
  assert.equal(await unreachable.allows(ask('GET')), false)
  for (const permission of [unreachable, careless, anyOf(careless, careless), allOf(allowAny, careless)]) {
    assert.equal(await findRefusal([permission], ask('GET')), permission, permission.name)
  }
  assert.equal(await findRefusal([anyOf(careless, allowAny)], ask('GET')), undefined)
  assert.equal(await findRefusal([not(unreachable)], ask('GET')), undefined)
  assert.equal(await findRefusal([careless], ask('GET', alice)), undefined)
})

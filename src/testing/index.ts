/** `latchkey/testing`: an Auth in memory, a fake clock, requests as any user, and contracts for stores and adapters. */
import '../kernel/require-node24.ts'

export { type Actor, actingAs } from './acting-as.ts'
export { type ServeAuth, testAdapter } from './adapter-contract.ts'
export { createUser, type TestUser } from './create-user.ts'
export { createFakeClock, type FakeClock } from './fake-clock.ts'
export { createMailAuth, type MailAuth } from './mail-auth.ts'
export { createMailbox, type Mailbox } from './mailbox.ts'
export { readClaims } from './read-claims.ts'
export { createSeededRandom } from './seeded-random.ts'
export { type OpenedStore, type OpenStore, testStore } from './store-contract.ts'
export { createTestAuth, type TestAuth, type TestParts } from './test-auth.ts'
export {
  createTestClient,
  type Pair,
  type Reply,
  type TestClient,
  type TestRequest,
  testPassword,
} from './test-client.ts'
export { cookieHeader, cookiesOf, loginByCookie, type SeenCookie } from './test-cookies.ts'
export { createTokenFactory, type TokenFactory } from './token-factory.ts'

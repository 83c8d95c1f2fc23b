/** What passes the triggers of an adoption, which otherwise refuse a write or note it for Django. */
import type { Steps, Tx } from './transaction.ts'

/** Where the work throws, the transaction is rolled back, and with it what lets it pass. */
export function* passing<T>(tx: Tx, work: () => Steps<T>): Steps<T> {
  yield* tx.passAdoption(true)
  const result = yield* work()
  yield* tx.passAdoption(false)
  return result
}

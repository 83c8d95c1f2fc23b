import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestClient } from '../../src/testing/test-client.ts'
import { emailAccounts } from './1-email-accounts/app.ts'
import { quickstart } from './2-quickstart/app.ts'
import { shopApi } from './3-shop-api/app.ts'
import { cookbook } from './4-cookbook/app.ts'
import { withStartPage } from './start-page.ts'
import { openTutorial } from './tutorial.ts'

const tutorials = Object.entries({ 1: emailAccounts, 2: quickstart, 3: shopApi, 4: cookbook })
const secretKey = 'a secret of its own, long enough for a test'

for (const [number, tutorial] of tutorials) {
  for (const debug of [true, false]) {
    test(`/ of tutorial ${number} says what it is and where to go, with DEBUG ${debug}`, async t => {
      const { auth } = await openTutorial(withStartPage(tutorial, { number, folder: 'a-folder' }), { secretKey, debug })
      t.after(() => auth.close())
      const { request } = createTestClient(auth.dispatch)
      const { status, json } = await request('GET', '/')
      assert.deepEqual([status, json.name], [200, `Tutorial ${number}`])
      assert.equal(json.readme, 'examples/tutorials/a-folder/README.md')
      assert.equal((await request('GET', json.openapi)).status, 200)
      assert.equal((await request('GET', '/docs/')).status, debug ? 200 : 404)
      assert.equal(json.documentation === '/docs/', debug)
    })
  }
}

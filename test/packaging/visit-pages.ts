/** The pages as an installed package serves them: the frames, and every file that they load. */
import assert from 'node:assert/strict'

type Ask = (method: string, path: string) => Promise<Response>

/** `prefix`: what stands before every path for a browser, and is no part of what `ask` is given. */
export async function visitPages(ask: Ask, prefix: string): Promise<void> {
  for (const app of ['account', 'console']) {
    const answer = await ask('GET', `/${app}/`)
    assert.equal(answer.status, 200, app)
    const page = await answer.text()
    const files = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address)
    assert.ok(files.length >= 3, page)
    for (const file of files) {
      assert.ok(file.startsWith(`${prefix}/${app}/assets/`), file)
      const loaded = await ask('GET', file.slice(prefix.length))
      assert.equal(loaded.status, 200, file)
      assert.ok((await loaded.text()).length > 100, file)
    }
  }
  // The visitor is logged in, and is sent on.
  assert.ok((await ask('GET', '/account/login/')).status < 400)
}

/** Uploads of a page: their progress, the refresh in between, and an abort. */
import assert from 'node:assert/strict'
import type { FastifyInstance } from 'fastify'
import { guarded } from '../../src/adapters/fastify.ts'
import { isAuthenticated } from '../../src/index.ts'
import type { TestAuth } from '../../src/testing/test-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'
import { browserTest } from './browser.ts'
import { ask, email, servePages } from './client-page.ts'

const page = `
  import { createClient, fetchWithProgress } from 'latchkey/client'
  window.client = createClient({ mode: 'cookies' })
  window.seen = []
  window.file = new File([new Uint8Array(3_000_000).fill(7)], 'photo.jpg', { type: 'image/jpeg' })
  window.fetchWithProgress = fetchWithProgress
  window.upload = (body, more) => client.fetch('/files/', {
    method: 'POST', body, fetch: fetchWithProgress(progress => seen.push(progress)), ...more })
`

/** Takes any body, and answers with its length, type and sum. */
function takeFiles(app: FastifyInstance, auth: TestAuth): void {
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  const preHandler = guarded(auth, { permissions: [isAuthenticated] })
  app.post<{ Body: AsyncIterable<Buffer> }>('/files/', { preHandler, bodyLimit: 10_000_000 }, async request => {
    let [length, sum] = [0, 0]
    for await (const chunk of request.body) {
      length += chunk.length
      sum += chunk.reduce((one, other) => one + other, 0)
    }
    return { length, sum, type: request.headers['content-type'] }
  })
  app.delete('/files/', { preHandler }, (_request, reply) => reply.code(204).send())
}

interface Seen {
  readonly loaded: number
  readonly total: number
}

browserTest('an upload says how far it is, is sent again after a refresh, and can be aborted', async t => {
  const { held, expire, openPage } = await servePages(t, { text: page, addRoutes: takeFiles })
  const tab = await openPage()
  await ask(tab, `client.login({ email: '${email}', password: '${testPassword}' }).then(({ kind }) => kind)`)
  expire()
  const file = { length: 3_000_000, sum: 21_000_000, type: 'image/jpeg' }
  assert.deepEqual(await ask(tab, 'upload(file).then(answer => answer.json())'), file)
  assert.equal(held.refreshes, 1)
  const seen = await ask<readonly Seen[]>(tab, 'seen')
  assert.ok(seen.length > 0)
  assert.deepEqual(seen.at(-1), { loaded: 3_000_000, total: 3_000_000 })

  const form = "const form = new FormData(); form.append('photo', file); form.append('title', 'Me')"
  const sent = await ask<{ type: string; length: number }>(
    tab,
    `(async () => { ${form}; return (await upload(form)).json() })()`,
  )
  assert.match(sent.type, /^multipart\/form-data; boundary=/)
  assert.ok(sent.length > 3_000_000)

  const failed = (call: string) => ask(tab, `${call}.then(() => 'sent', error => error.name)`)
  const abort = `(() => { const abort = new AbortController(); return upload(file, { signal: abort.signal,
    fetch: fetchWithProgress(() => abort.abort()) }) })()`
  assert.equal(await failed(abort), 'AbortError')
  assert.equal(await failed('upload(file, { signal: AbortSignal.abort() })'), 'AbortError')
  assert.equal(await ask(tab, "upload(undefined, { method: 'DELETE' }).then(answer => answer.status)"), 204)
  assert.deepEqual(await ask(tab, 'upload(file).then(answer => answer.json())'), file, 'and the session goes on')
  await tab.context().setOffline(true)
  assert.equal(await ask(tab, 'upload(file).then(answer => answer.status)'), 503)
})

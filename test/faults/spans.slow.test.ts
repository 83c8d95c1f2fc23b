/** The server under an OpenTelemetry SDK that was registered before it started. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { startServer } from './server-process.ts'

/** What a user writes, with the packages found from here. */
const sdk = `
import { trace } from '${import.meta.resolve('@opentelemetry/api')}'
import { BasicTracerProvider, SimpleSpanProcessor } from '${import.meta.resolve('@opentelemetry/sdk-trace-base')}'
const exporter = {
  export(spans, done) {
    for (const span of spans) console.log('SPAN', span.name, span.spanContext().traceId)
    done({ code: 0 })
  },
  shutdown: async () => {},
}
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
`

test('an SDK that was imported first gets a span for each request, under the id that the answer names', async t => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'sdk.mjs'), sdk)
  const server = await startServer(t, folder, { NODE_OPTIONS: `--import=${join(folder, 'sdk.mjs')}` })
  const reply = await fetch(`${server.url}/api/auth/profile/`)
  const lines = server.stdout().split('\n')
  assert.ok(lines.includes(`SPAN GET /api/auth/profile/ ${reply.headers.get('latchkey-trace')}`), server.stdout())
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reportTests, type TestEvent } from './test-reporter.ts'

const options = { files: 2, folder: '/home', columns: undefined, paint: (_: unknown, text: string) => text } as const

async function report(events: readonly TestEvent[], columns?: number): Promise<string> {
  const stream = (async function* () {
    yield* events
  })()
  return (await Array.fromAsync(reportTests(stream, { ...options, columns }))).join('')
}

const fileEvent = (type: string, path: string, details: object = {}): TestEvent => ({
  type,
  data: { nesting: 0, file: `/home/${path}`, line: 1, details: { duration_ms: 250, ...details } },
})

const testEvent = (type: string, path: string, data: object): TestEvent => ({
  type,
  data: { nesting: 0, file: `/home/${path}`, entryFile: `/home/${path}`, line: 7, details: { type: 'test' }, ...data },
})

const summaryOf = (path: string, tests: number, success = true) =>
  testEvent('test:summary', path, { counts: { tests }, success })

const passing = (path: string) => [
  fileEvent('test:dequeue', path),
  testEvent('test:pass', path, { name: 'it holds' }),
  summaryOf(path, 1),
  fileEvent('test:complete', path),
]

const broken = new Error('test failed', { cause: new Error('1 is not 2') })

test('without a terminal each file is a line, with its count, its tests and its time', async () => {
  const text = await report([...passing('a.test.ts'), ...passing('b.test.ts')])
  assert.match(text, /^✓ \[1\/2\] a\.test\.ts \(1 test, 0\.3 s\)\n✓ \[2\/2\] b\.test\.ts \(1 test, 0\.3 s\)\n/)
})

test('a file whose results node:test holds back is shown when they are told', async () => {
  const results = [testEvent('test:pass', 'a.test.ts', { name: 'it holds' }), summaryOf('a.test.ts', 1)]
  const text = await report([fileEvent('test:complete', 'a.test.ts'), ...results])
  assert.match(text, /^✓ \[1\/2\] a\.test\.ts \(1 test/)
})

test('on a terminal one line counts files and failures and names what runs', async () => {
  const text = await report([...passing('a.test.ts'), fileEvent('test:dequeue', 'b.test.ts')], 80)
  assert.ok(text.includes('\r\x1b[K[1/2] 0 failed, now b.test.ts'), text)
  assert.ok(!text.includes('✓'))
})

test('the line never grows wider than the terminal', async () => {
  const text = await report([fileEvent('test:dequeue', `${'long/'.repeat(40)}b.test.ts`)], 40)
  const [line = ''] = text.split('\x1b[K').slice(1)
  assert.equal(line.replace('\r', '').length, 39)
})

test('a failure shows at once where it is, its assertion, its stack and what the file printed', async () => {
  const details = { type: 'test', error: broken }
  const text = await report([
    testEvent('test:stderr', 'a.test.ts', { message: 'the disk is full\n' }),
    testEvent('test:fail', 'a.test.ts', { name: 'it breaks', details }),
  ])
  assert.match(
    text,
    /^✗ a\.test\.ts:7 it breaks\n {4}Error: 1 is not 2\n {8}at [\s\S]*The file said:\n {4}the disk is full/,
  )
  assert.match(text, /^failed 1$/m)
})

test('a test that failed because of one inside it is counted and not shown again', async () => {
  const details = { type: 'test', error: { failureType: 'subtestsFailed' } }
  const text = await report([testEvent('test:fail', 'a.test.ts', { name: 'outer', details })])
  assert.ok(!text.includes('outer'))
  assert.match(text, /^failed 1$/m)
})

test('a file that ends its own process is a failure of that file', async () => {
  const details = { error: new Error('exit code 3') }
  const text = await report([fileEvent('test:complete', 'a.test.ts'), fileEvent('test:fail', 'a.test.ts', details)])
  assert.match(text, /^✗ a\.test\.ts the file ended before its tests did\n {4}Error: exit code 3/)
  assert.match(text, /^✗ \[1\/2\] a\.test\.ts/m)
})

test('what was skipped is named at the end with its reason, and counted on a line of its own', async () => {
  const text = await report([
    testEvent('test:pass', 'a.test.ts', { name: 'in a browser', skip: 'there is no chromium' }),
    testEvent('test:pass', 'a.test.ts', { name: 'some day', todo: true }),
  ])
  assert.match(text, /SKIPPED, so not proven here:\n {2}a\.test\.ts: in a browser\n {4}because there is no chromium\n/)
  assert.match(text, /some day\n {4}because no reason given/)
  assert.match(text, /\ntests 2\npassed 0\nfailed 0\nskipped 2\n/)
})

test('the summary has the slowest files and the whole time', async () => {
  const text = await report([
    ...passing('a.test.ts'),
    fileEvent('test:complete', 'b.test.ts', { duration_ms: 1500 }),
    { type: 'test:summary', data: { duration_ms: 65_000, counts: {} } },
  ])
  assert.match(text, /The slowest files:\n {4}1\.5 s {2}b\.test\.ts\n {4}0\.3 s {2}a\.test\.ts\n/)
  assert.match(text, /^time 65\.0 s$/m)
})

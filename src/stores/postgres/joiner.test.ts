import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as realImmediate } from 'node:timers'
import { Silence } from './faults.ts'
import { createJoiner, type Joining } from './joiner.ts'

/** Sends whose answers the test gives, in the order in which they were sent. */
function createServer(more: Partial<Joining<string, string>> = {}) {
  const sent: { readonly asks: readonly string[]; answer(): void; fail(error: Error): void }[] = []
  const ask = createJoiner<string, string>({
    send: asks =>
      new Promise((resolve, reject) => {
        sent.push({ asks, answer: () => resolve(asks.map(each => `${each}!`)), fail: reject })
      }),
    onFailure: (_, error) => Promise.reject(error),
    ...more,
  })
  return { ask, sent, asks: () => sent.map(each => each.asks) }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

/** Longer than a statement waits for others. */
async function turns(): Promise<void> {
  for (let count = 0; count < 10; count += 1) await turn()
}

test('what is asked within a few turns of the event loop is sent together, and each is told its own answer', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { ask, sent, asks } = createServer()
  const first = Promise.all(['a', 'b'].map(ask))
  await turn()
  const answers = Promise.all([first, ask('c')])
  assert.deepEqual(asks(), [])
  await turns()
  assert.deepEqual(asks(), [['a', 'b', 'c']])
  sent[0]?.answer()
  assert.deepEqual(await answers, [['a!', 'b!'], 'c!'])
})

test('a statement waits for no more than that, however many come up one after the other', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { ask, asks } = createServer()
  for (let count = 0; count < 20 && asks().length === 0; count += 1) {
    void ask(String(count))
    await turn()
  }
  assert.deepEqual(asks(), [['0', '1', '2', '3', '4', '5', '6', '7']])
})

test('nor for longer than two milliseconds, where the turns are long', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { ask, asks } = createServer()
  void ask('a')
  await turn()
  t.mock.timers.tick(2)
  await turn()
  assert.deepEqual(asks(), [['a']])
})

test('as many as a statement takes wait for nothing more', async () => {
  const { ask, asks } = createServer()
  for (let count = 0; count < 200; count += 1) void ask(String(count))
  await turn()
  assert.deepEqual(
    asks().map(({ length }) => length),
    [200],
  )
})

test("a clock that an application's tests have stopped holds nothing up", async t => {
  t.mock.timers.enable()
  const { ask, asks } = createServer()
  void ask('a')
  for (let count = 0; count < 10; count += 1) await new Promise(resolve => realImmediate(resolve))
  assert.deepEqual(asks(), [['a']])
})

test('what is asked meanwhile waits for the answer, and is sent together then', async () => {
  const { ask, sent, asks } = createServer()
  const first = ask('a')
  await turns()
  const later = Promise.all(['b', 'c'].map(ask))
  await turns()
  assert.deepEqual(asks(), [['a']])
  sent[0]?.answer()
  assert.equal(await first, 'a!')
  await turns()
  assert.deepEqual(asks(), [['a'], ['b', 'c']])
  sent[1]?.answer()
  assert.deepEqual(await later, ['b!', 'c!'])
})

test('of two that must not stand beside each other the second is sent behind the first', async () => {
  const { ask, sent, asks } = createServer({ keyOf: each => each.slice(0, 1) })
  const answers = Promise.all(['a1', 'b1', 'a2', 'c1', 'a3'].map(ask))
  for (const index of [0, 1, 2]) {
    await turns()
    sent[index]?.answer()
  }
  assert.deepEqual(await answers, ['a1!', 'b1!', 'a2!', 'c1!', 'a3!'])
  assert.deepEqual(asks(), [['a1', 'b1', 'c1'], ['a2'], ['a3']])
})

test('a flood is sent in parts, in its order', async () => {
  const { ask, sent, asks } = createServer()
  const texts = Array.from({ length: 450 }, (_, index) => String(index))
  const answers = Promise.all(texts.map(ask))
  for (const index of [0, 1, 2]) {
    await turns()
    sent[index]?.answer()
  }
  assert.equal((await answers).length, 450)
  assert.deepEqual(
    asks().map(({ length }) => length),
    [200, 200, 50],
  )
  assert.deepEqual(asks().flat(), texts)
})

test('what failed is told to each of those who were sent, and whether it was alone; those behind go on', async () => {
  const { ask, sent } = createServer({
    onFailure: (each, error, isAlone) => `${each}: ${(error as Error).message}${isAlone ? ', alone' : ''}`,
  })
  const two = Promise.all(['a', 'b'].map(ask))
  await turns()
  sent[0]?.fail(new Error('lost'))
  assert.deepEqual(await two, ['a: lost', 'b: lost'])
  const one = ask('c')
  await turns()
  sent[1]?.fail(new Error('lost'))
  assert.equal(await one, 'c: lost, alone')
  const next = ask('d')
  await turns()
  sent[2]?.answer()
  assert.equal(await next, 'd!')
})

test('a statement that is not answered for a second holds up no other, and is told its answer when it comes', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { ask, sent, asks } = createServer()
  const silent = ask('a')
  await turns()
  const later = ask('b')
  t.mock.timers.tick(999)
  await turns()
  assert.deepEqual(asks(), [['a']])
  t.mock.timers.tick(1)
  await turns()
  assert.deepEqual(asks(), [['a'], ['b']])
  sent[1]?.answer()
  assert.equal(await later, 'b!')
  sent[0]?.answer()
  assert.equal(await silent, 'a!')
})

test('what waits behind ten statements that are not answered is not sent any more', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { ask, sent, asks } = createServer({ keyOf: () => 'same' })
  const answers = Array.from({ length: 14 }, (_, index) => ask(String(index)))
  const settled = Promise.allSettled(answers)
  for (let second = 0; second < 14; second += 1) {
    await turns()
    t.mock.timers.tick(1000)
  }
  const late = ask('late')
  await turns()
  assert.deepEqual(
    asks().map(([first]) => first),
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'late'],
  )
  for (const each of sent) each.answer()
  assert.equal(await late, 'late!')
  const told = (await settled).map(each => (each.status === 'rejected' ? each.reason.constructor : each.value))
  assert.deepEqual(told.slice(8), ['8!', '9!', Silence, Silence, Silence, Silence])
})

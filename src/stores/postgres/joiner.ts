/**
 * Joins what many callers ask for into one statement: all that came up in a few turns of the event loop, or while the statement
 * before was under way. Each caller gets an answer of its own. A statement that is joined must wait for no lock: all of them
 * would wait with it.
 */
// Not the global one, which tests of an application may replace by a clock of theirs.
import { setImmediate } from 'node:timers'
import { Silence } from './faults.ts'

export interface Joining<Ask, Answer> {
  /** In the order of the asks. Rejects where none of them was answered. */
  readonly send: (asks: readonly Ask[]) => Promise<readonly Answer[]>
  /** Of two asks with one key the second waits for the next statement. Absent: they may stand beside each other. */
  readonly keyOf?: (ask: Ask) => string
  /** What a caller gets where the statement that it was joined to failed. Of many, the fault may be another's. */
  readonly onFailure: (ask: Ask, error: unknown, isAlone: boolean) => Answer | Promise<Answer>
}

/** A statement for more asks at once gains nothing, and one that fails costs more. */
const mostAsks = 200

/**
 * How many turns of the event loop a statement waits for more to join it. Those that the one before answered ask again within
 * them: 32 clients of two nodes went by twelve in place of by eight, which took a fifth of the CPU from each refresh, and a
 * third of PostgreSQL's. Where nothing else goes on, they take microseconds.
 */
const turnsToJoin = 8

/** In milliseconds. A turn of a busy process is long. */
const longestToJoin = 2

/** In milliseconds. A statement that is not answered by then holds up no other: its connection may lead nowhere. */
const patience = 1000

/**
 * What waited behind so many statements that were not answered in time is not sent, as long as its caller is there to hear
 * so: done later, it would be done for no one.
 */
const mostOverdue = 10

interface Waiting<Ask, Answer> {
  readonly ask: Ask
  /** How many statements were overdue before it came. */
  readonly overdueBefore: number
  readonly answer: (answer: Answer | Promise<Answer>) => void
}

export function createJoiner<Ask, Answer>(joining: Joining<Ask, Answer>): (ask: Ask) => Promise<Answer> {
  let queue: Waiting<Ask, Answer>[] = []
  // One at a time: with two under way each is half as long, and 32 clients on two cores got through 0.74 of the refreshes.
  let isBusy = false
  let overdueSoFar = 0

  const plan = () => {
    if (isBusy || queue.length === 0) return
    isBusy = true
    gather()
  }
  const gather = () => {
    let turnsLeft = turnsToJoin
    const timer = setTimeout(() => {
      turnsLeft = 0
    }, longestToJoin)
    const turn = () => {
      turnsLeft -= 1
      if (turnsLeft > 0 && queue.length < mostAsks) return setImmediate(turn)
      clearTimeout(timer)
      return flush()
    }
    setImmediate(turn)
  }
  const flush = async () => {
    const [batch, rest] = split(thoseInTime(queue), joining.keyOf)
    queue = rest
    let timer: NodeJS.Timeout | undefined
    const overdue = new Promise<void>(resolve => {
      timer = setTimeout(() => {
        overdueSoFar += 1
        resolve()
      }, patience)
    })
    if (batch.length > 0) await Promise.race([send(batch), overdue])
    clearTimeout(timer)
    isBusy = false
    plan()
  }
  const thoseInTime = (waiting: readonly Waiting<Ask, Answer>[]) => {
    const hasWaited = ({ overdueBefore }: Waiting<Ask, Answer>) => overdueSoFar - overdueBefore >= mostOverdue
    // They wait in the order in which they were asked for.
    if (waiting[0] === undefined || !hasWaited(waiting[0])) return waiting
    tell(waiting.filter(hasWaited), new Silence('no statement came to its end'))
    return waiting.filter(each => !hasWaited(each))
  }
  const tell = (those: readonly Waiting<Ask, Answer>[], error: unknown) => {
    const fail = async (ask: Ask) => await joining.onFailure(ask, error, those.length === 1)
    for (const { ask, answer } of those) answer(fail(ask))
  }
  const send = async (batch: readonly Waiting<Ask, Answer>[]) => {
    try {
      const answers = await joining.send(batch.map(({ ask }) => ask))
      for (const [index, { answer }] of batch.entries()) answer(answers[index] as Answer)
    } catch (error) {
      tell(batch, error)
    }
  }

  return ask =>
    new Promise(answer => {
      queue.push({ ask, overdueBefore: overdueSoFar, answer })
      plan()
    })
}

/** Those that go now, and those that wait. */
function split<Ask, Answer>(queue: readonly Waiting<Ask, Answer>[], keyOf: ((ask: Ask) => string) | undefined) {
  if (keyOf === undefined) return [queue.slice(0, mostAsks), queue.slice(mostAsks)] as const
  const keys = new Set<string>()
  const [batch, rest]: [Waiting<Ask, Answer>[], Waiting<Ask, Answer>[]] = [[], []]
  for (const each of queue) {
    const key = keyOf(each.ask)
    const isNext = batch.length < mostAsks && !keys.has(key)
    keys.add(key)
    if (isNext) batch.push(each)
    else rest.push(each)
  }
  return [batch, rest] as const
}

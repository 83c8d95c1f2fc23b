/**
 * How much goes on, by days in UTC. Days are counted from the audit rows, by an index; days that are over are counted once
 * a process, and all that ask within some seconds share one answer, so a console that is left open costs nothing.
 */
import type { System } from '../../system.ts'
import { mostCounted } from '../../users/user-list.ts'

/** The events behind each number. */
const counted = {
  logins: ['session.started'],
  failed_logins: ['login.failed'],
  registrations: ['user.created'],
  refusals: ['token.refused', 'request.refused', 'request.throttled'],
  ended_sessions: ['session.ended'],
  dropped_mails: ['mail.dropped'],
} as const satisfies Readonly<Record<string, readonly string[]>>

type CountName = keyof typeof counted
type DayCounts = Readonly<Record<CountName, number>>

const names = Object.keys(counted) as readonly CountName[]
const events = Object.values(counted).flat()
const none = Object.fromEntries(names.map(name => [name, 0])) as DayCounts

export interface Stats {
  /** Oldest first. `day` is when it begins, in milliseconds since 1970. */
  readonly days: readonly ({ readonly day: number } & DayCounts)[]
  readonly now: Readonly<Record<'sessions' | 'accounts' | 'mails', Bounded>>
}

/** `isExact` is false where counting stopped: there are at least so many. */
export interface Bounded {
  readonly value: number
  readonly isExact: boolean
}

type Parts = Pick<System, 'audit' | 'sessions' | 'directory' | 'outbox' | 'clock' | 'settings'>

export const usualDays = 30
export const mostDays = 366
const dayMs = 86_400_000
/** A row may be committed later than its time says. */
const settlesAfter = 3_600_000
const sharedFor = 5000

/** Gives a function that remembers what it counted. */
export function createStats(): (system: Parts, days: number) => Promise<Stats> {
  const settled = new Map<number, DayCounts>()
  const answers = new Map<number, { readonly at: number; readonly stats: Promise<Stats> }>()
  return (system, days) => {
    const now = system.clock.now()
    for (const [key, { at }] of answers) if (now - at >= sharedFor) answers.delete(key)
    const known = answers.get(days)
    if (known !== undefined) return known.stats
    const stats = readStats(system, days, settled)
    answers.set(days, { at: now, stats })
    // What failed is asked for anew.
    stats.catch(() => answers.delete(days))
    return stats
  }
}

async function readStats(system: Parts, days: number, settled: Map<number, DayCounts>): Promise<Stats> {
  const listed = await readDays(system, days, settled)
  const [sessions, accounts, mails] = [
    await countSessions(system),
    await countAccounts(system),
    await countMails(system),
  ]
  return { days: listed, now: { sessions, accounts, mails } }
}

async function readDays({ audit, clock, settings }: Parts, days: number, settled: Map<number, DayCounts>) {
  const now = clock.now()
  const today = beginningOf(now)
  const { auditRetention: kept } = settings
  const first = Math.max(today - (days - 1) * dayMs, kept === null ? 0 : beginningOf(now - kept * 1000))
  const wanted = Array.from({ length: (today - first) / dayMs + 1 }, (_, index) => first + index * dayMs)
  const since = wanted.find(day => !settled.has(day)) ?? today
  const found = await audit.countByDay({ events, since, before: today + dayMs })
  for (const day of settled.keys()) if (day < today - mostDays * dayMs) settled.delete(day)
  return wanted.map(day => {
    const counts = settled.get(day) ?? sum(found.filter(each => each.day === day))
    if (now - day >= dayMs + settlesAfter) settled.set(day, counts)
    return { day, ...counts }
  })
}

function beginningOf(at: number): number {
  return Math.floor(at / dayMs) * dayMs
}

function sum(found: readonly { readonly event: string; readonly count: number }[]): DayCounts {
  const of = (wanted: readonly string[]) =>
    found.reduce((total, { event, count }) => (wanted.includes(event) ? total + count : total), 0)
  return { ...none, ...Object.fromEntries(names.map(name => [name, of(counted[name])])) }
}

/** A page of the list at a time: it is made so that no login waits for it. */
async function countSessions({ sessions, clock }: Parts): Promise<Bounded> {
  const now = clock.now()
  let value = 0
  let cursor: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await sessions.list({ now, state: 'live', cursor, limit: sessionsOfPage })
    value += page.sessions.length
    if (page.next === undefined) return { value, isExact: true }
    if (value >= mostCounted) break
    cursor = page.next
  }
  return { value, isExact: false }
}

const sessionsOfPage = 500
/** Pages are short where many sessions have ended. */
const mostPages = 40

async function countAccounts({ directory }: Parts): Promise<Bounded> {
  const { count } = await directory.list({ limit: 1, countUpTo: mostCounted })
  return count ?? { value: 0, isExact: false }
}

async function countMails({ outbox }: Parts): Promise<Bounded> {
  const value = await outbox.count()
  return { value, isExact: value < mostCounted }
}

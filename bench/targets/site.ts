/** The users that most targets have: made once a run, copied for each server. */
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from '../harness/bench.ts'
import { programOf } from './programs.ts'

export interface SiteFiles {
  /** SQLite files: Latchkey's and the peer's. */
  readonly ours: string
  readonly peer: string
  /** An access token a line, one for each user. */
  readonly tokens: string
}

export interface Person {
  readonly userId: number
  readonly email: string
  readonly sid: string
}

export interface Site extends SiteFiles {
  readonly people: readonly Person[]
  readonly firstToken: string
}

export function openSite(bench: Bench): Promise<Site> {
  return bench.once('site', async ({ folder, run, say }) => {
    say('making ten thousand users with a session each')
    const place = folder()
    const files = {
      ours: join(place, 'ours.sqlite3'),
      peer: join(place, 'peer.sqlite3'),
      tokens: join(place, 'tokens.txt'),
    }
    const people = await run<readonly Person[]>(programOf('targets/make-site.ts', place), { ...files, users: 10_000 })
    return { ...files, people, firstToken: readFileSync(files.tokens, 'utf8').split('\n', 1)[0] ?? '' }
  })
}

/** A server writes into a copy of its own. */
export function copyTo(folder: string, file: string): string {
  const copy = join(folder, 'bench.sqlite3')
  copyFileSync(file, copy)
  return copy
}

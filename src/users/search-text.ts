/**
 * What a search of accounts compares, the same for every database: the parts of an account in one text, without case in
 * every script. Every word of it begins with two edges, so that the first letters of a word are a run of three characters
 * too, and one index of such runs (trigrams) finds parts of words and beginnings alike.
 */
import { foldCase } from '../kernel/fold-case.ts'
import type { User } from './user.ts'

export type SearchableUser = Pick<User, 'email' | 'username' | 'firstName' | 'lastName'>

/** What a search looks for. An account is found if its text has every needle in it. */
export interface Search {
  readonly needles: readonly string[]
  /** Runs of three characters that such a text has: not all of them, as the needles decide. */
  readonly grams: readonly string[]
}

const edge = '\u001f'

export function searchTextOf({ email, username, firstName, lastName }: SearchableUser): string {
  const words = [email, username, firstName, lastName].flatMap(part => wordsOf(part.replaceAll(notText, ' ')))
  return words.map(word => `${edge}${edge}${word}`).join('')
}

/** NUL is no text for PostgreSQL, and an edge would be taken for one of ours. */
const notText = /[\u0000\u001f]/g

/** `undefined`: it asks for nothing. `nothing`: no account can have it. */
export function readSearch(typed: string): Search | 'nothing' | undefined {
  if (typed.length > longestSearch || /[\u0000\u001f]/.test(typed)) return 'nothing'
  const words = [...new Set(wordsOf(typed))]
  if (words.length === 0) return undefined
  if (words.length > mostWords) return 'nothing'
  const needles = words.map(needleOf)
  return { needles, grams: someOf([...new Set(needles.flatMap(gramsOf))]) }
}

/** No address (254) and no names (150 each) are together as long. */
const longestSearch = 1000
const mostWords = 50

function wordsOf(text: string): readonly string[] {
  return foldCase(text.toWellFormed())
    .split(/\s+/)
    .filter(word => word !== '')
}

/** One or two characters would be in nearly every account: they are looked for where a word begins. */
function needleOf(word: string): string {
  const { length } = [...word]
  return length < 3 ? `${edge.repeat(3 - length)}${word}` : word
}

function gramsOf(needle: string): readonly string[] {
  const characters = [...needle]
  return characters.slice(2).map((_, index) => characters.slice(index, index + 3).join(''))
}

const mostGrams = 12

/** Spread over all of them. */
function someOf(grams: readonly string[]): readonly string[] {
  const step = Math.max(1, grams.length / mostGrams)
  return Array.from({ length: Math.min(grams.length, mostGrams) }, (_, index) => grams[Math.floor(index * step)] ?? '')
}

/** Reads the secrets of the services that follow the feed. No message holds one. */
import { Secret } from '../../kernel/secret.ts'
import { findEdgeFault } from '../../settings/secret-edges.ts'
import { isMonotonous, isPlaceholder } from '../../settings/secret-strength.ts'
import { refuse, type ValueResult } from '../../settings/value-result.ts'

const fix = 'use at least 32 random characters, such as `npx latchkey keys generate` prints'
const shortest = 32
const longest = 512

export function readFeedTokens(raw: unknown): ValueResult {
  const given: readonly unknown[] = Array.isArray(raw) ? raw : [raw]
  const texts = given.map(each => (each instanceof Secret ? each.reveal() : each))
  if (texts.length === 0) return refuse('is an empty list', 'leave it out, and the feed is off')
  for (const [index, text] of texts.entries()) {
    const what = typeof text === 'string' ? faultOf(text) : 'is not text'
    if (what !== undefined) return refuse(texts.length === 1 ? what : `number ${index + 1} ${what}`, fix)
  }
  if (new Set(texts).size < texts.length) return refuse('holds the same secret twice', 'give each service its own')
  return { ok: true, value: Object.freeze(texts.map(text => new Secret(String(text)))) }
}

/** Apart by commas or line breaks, as a file of secrets has them. */
export function readFeedTokensText(text: string): ValueResult {
  return readFeedTokens(
    text
      .split(/[,\r\n]+/)
      .map(each => each.trim())
      .filter(each => each !== ''),
  )
}

function faultOf(text: string): string | undefined {
  if (text.length < shortest) return `is shorter than ${shortest} characters, so it can be guessed`
  if (text.length > longest) return `is longer than ${longest} characters`
  const edge = findEdgeFault(text)
  if (edge !== undefined) return edge.what
  // What a header can carry as one word (RFC 6750 section 2.1).
  if (!/^[\x21-\x7e]+$/.test(text)) return 'holds a character that a header cannot carry'
  if (isPlaceholder(text)) return 'is a placeholder that anyone can read in a tutorial or a template'
  return isMonotonous(text) ? 'repeats a few characters, so it can be guessed' : undefined
}

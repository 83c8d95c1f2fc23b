/** DRF's `?search=`: terms are separated by blanks and commas, a quoted phrase is one term. */
import { strip } from '../../kernel/python-text.ts'

const word = /(?:[^\s'"]*(?:(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')[^\s'"]*)+)|\S+/gu

export function searchTerms(text: string): readonly string[] {
  return (text.match(word) ?? []).flatMap(readWord)
}

function readWord(raw: string): readonly string[] {
  const term = raw.replace(/^,+|,+$/g, '')
  const quote = term[0]
  if ((quote === '"' || quote === "'") && term.at(-1) === quote) {
    return [term.slice(1, -1).replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\')]
  }
  return term.split(',').filter(Boolean).map(strip)
}

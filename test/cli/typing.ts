/** The input that a transcript types, each with the question that it waits for: the line above it. */

export interface Typed {
  readonly question: string
  readonly answer: string
}

export function isAnswer(line: string): boolean {
  return line === '>' || line.startsWith('> ')
}

export function questionsOf(expected: readonly string[]): Typed[] {
  return expected.flatMap((line, index) => {
    const answer = line.slice(2).replace(/^\(hidden\) ?/, '')
    return isAnswer(line) ? [{ question: expected[index - 1] ?? '', answer }] : []
  })
}

/** Which test files a command line means. A slow file says so in its name. */

export interface ChosenTests {
  readonly files: readonly string[]
  /** What the person who typed the words should know. */
  readonly note?: string
}

const slow = '.slow.test.ts'

/** `--slow`: the slow files alone. `--all`: both kinds. A word that only the other kind holds chooses that kind. */
export function chooseTests(paths: readonly string[], args: readonly string[]): ChosenTests {
  const words = args.filter(arg => !arg.startsWith('--'))
  const matching = words.length === 0 ? paths : paths.filter(path => words.some(word => path.includes(word)))
  if (matching.length === 0) return { files: [], note: nothingFound(words) }
  if (args.includes('--all')) return { files: matching }
  const wanted = matching.filter(path => path.endsWith(slow) === args.includes('--slow'))
  if (wanted.length > 0) return { files: wanted }
  const kind = args.includes('--slow') ? 'fast' : 'slow'
  if (words.length === 0) return { files: [], note: `There are only ${kind} tests here.` }
  return { files: matching, note: `Only ${kind} tests have ${words.join(' or ')} in their path: running those.` }
}

function nothingFound(words: readonly string[]): string {
  return words.length === 0 ? 'There are no tests.' : `No test has ${words.join(' or ')} in its path.`
}

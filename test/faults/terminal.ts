/** A conversation on a real pseudo-terminal, by way of `script` from util-linux. */
import { spawn, spawnSync } from 'node:child_process'
import type { TestContext } from 'node:test'
import { type Environment, environmentOf, follow, shellCommand } from './command-line.ts'

/** A text to wait for, then what is typed. */
export type Exchange = readonly [question: string, answer: string]

export const ctrlC = '\x03'

export interface Conversation {
  readonly code: number | null
  /** Everything that the terminal showed. */
  readonly screen: string
}

export const hasTerminal =
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false

/** Types each answer when its question is on the screen, and not before. */
export async function converse(
  t: TestContext,
  words: readonly string[],
  { folder, env = {} }: { readonly folder: string; readonly env?: Environment },
  exchanges: readonly Exchange[],
): Promise<Conversation> {
  const shown = { ...environmentOf({ TERM: 'xterm', NO_COLOR: '1' }), ...env }
  const child = spawn('script', ['-qec', shellCommand(words), '/dev/null'], { cwd: folder, env: shown })
  t.after(() => child.kill('SIGKILL'))
  const running = follow(child)
  const waiting = [...exchanges]
  let read = 0
  const answer = () => {
    const [next] = waiting
    const at = next === undefined ? -1 : plain(running.stdout()).indexOf(next[0], read)
    if (next === undefined || at < 0) return
    read = at + next[0].length
    waiting.shift()
    child.stdin.write(next[1] === ctrlC ? ctrlC : `${next[1]}\r`)
    answer()
  }
  child.stdout.on('data', answer)
  const { code, stdout } = await running.ended
  return { code, screen: plain(stdout) }
}

/** Without what moves the cursor, and with plain line ends. */
function plain(screen: string): string {
  return screen.replaceAll(/\x1b\[[\d;]*[A-Za-z]/g, '').replaceAll('\r\n', '\n')
}

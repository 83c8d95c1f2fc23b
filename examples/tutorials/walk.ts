/**
 * Runs what a README tells its reader to type: the servers of its `sh` blocks, and the commands of its console blocks in
 * one shell. The output must match the lines below each command; `…` matches anything.
 */
import { spawn } from 'node:child_process'
import type { TestContext } from 'node:test'

export interface ConsoleStep {
  readonly kind: 'command'
  readonly command: string
  readonly expected: string
}

/** `DEBUG=True npm run tutorial -- 1 | tee server.log`. */
export interface ServerStep {
  readonly kind: 'server'
  readonly number: string
  readonly env: Readonly<Record<string, string>>
  /** The file to which its output goes too. */
  readonly copy: string | undefined
}

const block = /^```(sh|console)\n([\s\S]*?)^```/gm
const server = /^((?:\w+=\S+ )*)npm run tutorial -- ([1-4])(?: 2>&1 \| tee (\S+))?$/

export type Step = ConsoleStep | ServerStep

export function readSteps(markdown: string): readonly Step[] {
  return [...markdown.matchAll(block)].flatMap(([, kind, text = '']): readonly Step[] =>
    kind === 'console' ? readBlock(text) : text.trim().split('\n').map(readServer),
  )
}

function readServer(line: string): ServerStep {
  const [, env = '', number, copy] = server.exec(line) ?? []
  if (number === undefined) throw new Error(`a README tells its reader to type what no test runs: ${line}`)
  const pairs = env
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1).replaceAll("'", '')])
  return { kind: 'server', number, env: Object.fromEntries(pairs), copy }
}

function readBlock(text: string): ConsoleStep[] {
  const steps: { command: string; expected: string }[] = []
  let continues = false
  for (const line of text.split('\n')) {
    const last = steps.at(-1)
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), expected: '' })
    else if (last !== undefined && continues) last.command += `\n${line}`
    else if (last !== undefined) last.expected += `${line}\n`
    continues = line.endsWith('\\')
  }
  return steps.map(({ command, expected }) => ({ kind: 'command', command, expected: expected.trim() }))
}

/** Runs one command and returns what it prints, on both streams. */
export type Shell = (command: string) => Promise<string>

/** A Bash that keeps its variables from command to command. It ends with the test. */
export function openShell(t: TestContext, cwd: string, env: Readonly<Record<string, string | undefined>>): Shell {
  const bash = spawn('bash', ['-s'], { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] })
  t.after(() => bash.kill())
  const mark = '--- end of a step ---\n'
  let output = ''
  let wake = () => {}
  bash.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    wake()
  })
  bash.on('exit', () => wake())
  bash.stdin.write('exec 2>&1\n')
  return async command => {
    // Without an input of its own a command would read the commands that follow it.
    bash.stdin.write(`{\n${command}\n} < /dev/null\necho; echo '${mark.trim()}'\n`)
    while (!output.endsWith(mark)) {
      if (bash.exitCode !== null) throw new Error(`the shell ended in: ${command}\n${output}`)
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    const printed = output.slice(0, -mark.length).trim()
    output = ''
    return printed
  }
}

/** The expected text as a pattern for the whole output. */
export function patternOf(expected: string): RegExp {
  const parts = expected.split('…').map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^]*?')}$`)
}

/**
 * Runs the commands of a README's console blocks in one shell, against a server. Their output must match the lines below
 * each command; `…` matches anything.
 */
import { spawnSync } from 'node:child_process'

export interface ConsoleStep {
  readonly command: string
  readonly expected: string
}

const block = /^```console\n([\s\S]*?)^```/gm

export function readConsoleSteps(markdown: string): readonly ConsoleStep[] {
  return [...markdown.matchAll(block)].flatMap(([, text = '']) => readBlock(text))
}

/** Returns the output of each command. The shell is Bash, with `http://localhost:8000` replaced by `baseUrl`. */
export function runConsoleSteps(steps: readonly ConsoleStep[], baseUrl: string, cwd: string): readonly string[] {
  const mark = '--- end of a step ---'
  const script = steps.map(({ command }) => `${command}\necho; echo '${mark}'`).join('\n')
  const input = script.replaceAll('http://localhost:8000', baseUrl)
  const { stdout, stderr, error } = spawnSync('bash', ['-s'], { input, cwd, encoding: 'utf8', timeout: 60_000 })
  if (error !== undefined) throw error
  const outputs = stdout.split(`${mark}\n`).slice(0, -1)
  if (outputs.length !== steps.length) throw new Error(`the shell stopped after ${outputs.length} steps: ${stderr}`)
  return outputs.map(output => output.trim().replaceAll(baseUrl, 'http://localhost:8000'))
}

/** The expected text as a pattern for the whole output. */
export function patternOf(expected: string): RegExp {
  const parts = expected.split('…').map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^]*?')}$`)
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
  return steps.map(({ command, expected }) => ({ command, expected: expected.trim() }))
}

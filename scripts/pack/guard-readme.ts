/** Runs beside `npm pack`, whose process id is its argument, and restores README.md if npm ends without `postpack`. */
import { setTimeout } from 'node:timers/promises'
import { isSwapped, restoreReadme } from './swap-readme.ts'

const npm = Number(process.argv[2])
while (isSwapped() && isRunning(npm)) await setTimeout(50)
restoreReadme()

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A question before what cannot be undone. */
import type { Surroundings } from './command.ts'
import { CancelledError, createPrompter } from './prompter.ts'

/** Says why where it is not confirmed: there is no terminal, or the question was cancelled. */
export async function isConfirmed(
  { ui, input, output }: Surroundings,
  question: string,
  { noun, verb } = { noun: 'the deletion', verb: 'delete' },
): Promise<boolean> {
  if (input.isTTY !== true) {
    ui.failure(`There is no terminal to confirm ${noun}.`, `Use --yes to ${verb} without asking.`)
    return false
  }
  const prompter = createPrompter(input, output)
  try {
    const answer = await prompter.ask(`${question} [y/N]: `)
    return answer.trim().toLowerCase() === 'y'
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error
    output.write('\n')
    ui.failure(error.message)
    return false
  } finally {
    prompter.close()
  }
}

/** What the triggers of an adoption say where they refuse a write. */
import { type AuthError, problem } from '../../problems.ts'

export const followingSentence = 'accounts are still kept by Django'

/** For a statement that the triggers refused. */
export function followingProblem(error: unknown): AuthError | undefined {
  const isRefused = error instanceof Error && error.message === followingSentence
  return isRefused ? problem('adoption_following', { cause: error }) : undefined
}

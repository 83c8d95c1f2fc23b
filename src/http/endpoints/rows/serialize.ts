/** Runs the serializer of the settings on an answer; without one, the answer stays as it is. */
import type { FunctionSettings } from '../../../settings/function-settings.ts'
import type { System } from '../../../system.ts'
import type { Claims } from '../../../tokens/token.ts'
import type { User } from '../../../users/user.ts'

type SerializerName = Extract<keyof FunctionSettings, `${string}Serializer`>

export async function serialize(
  { settings }: Pick<System, 'settings'>,
  name: SerializerName,
  answer: Readonly<Record<string, unknown>>,
  about: { readonly user?: User; readonly claims: Claims },
): Promise<Readonly<Record<string, unknown>>> {
  return (await settings[name]?.(answer, about)) ?? answer
}

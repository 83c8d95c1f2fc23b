/** What a serializer of the settings makes of an answer; the answer itself where there is none. */
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

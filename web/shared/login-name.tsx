/** Whose password a form asks for: password managers look for it. */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

export const LoginNameContext = createContext('')

export function HiddenLoginName() {
  return (
    <input type="text" name="username" autocomplete="username" value={useContext(LoginNameContext)} readOnly hidden />
  )
}

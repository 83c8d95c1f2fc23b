/** Django's `app_label.codename`: letters, digits and underscores around one full stop, at most 200 characters. */
export function isPermissionName(text: string): boolean {
  return /^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/i.test(text) && text.length <= 200
}
